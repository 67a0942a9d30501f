import {
  type Brief,
  BUDGET_TIERS,
  FAMILIES,
  PRODUCT_CATEGORIES,
  SEASONS,
  TARGET_PROFILES,
} from '@accord/contract';

/** One condition of `data/validation/pairings.tsv`. */
export interface Condition {
  /** Path of the field it looks at. */
  readonly field: string;
  readonly holds: (brief: Brief) => boolean;
}

const CONSTRAINTS = ['allergen_free', 'vegan', 'natural_only'] as const;

/** @throws TypeError for a condition that is not in the table's README */
export function readConditions(when: string): Condition[] {
  return when.split('&').map((words) => readCondition(words.trim()));
}

function readCondition(words: string): Condition {
  const parts = /^([a-z_]+)(>=|<=|=)(.+)$/.exec(words);
  if (parts === null) throw new TypeError(`not a condition: ${words}`);
  const [, name = '', sign = '', value = ''] = parts;
  return sign === '=' ? equality(name, value) : bound(name, sign === '>=', Number(value));
}

function bound(name: string, atLeast: boolean, limit: number): Condition {
  const { field, read } = numberAt(name);
  if (!Number.isFinite(limit)) throw new TypeError(`${name} is not compared with a number`);
  return { field, holds: atLeast ? (brief) => read(brief) >= limit : (brief) => read(brief) <= limit };
}

function numberAt(name: string): { readonly field: string; readonly read: (brief: Brief) => number } {
  if (name === 'intensity' || name === 'complexity') return { field: name, read: (brief) => brief[name] };
  if (name === 'max_allergens_ppm') {
    return { field: `constraints.${name}`, read: (brief) => brief.constraints.max_allergens_ppm };
  }
  const family = named(name, FAMILIES);
  return { field: `notes_preference.${family}`, read: (brief) => brief.notes_preference[family] };
}

function equality(name: string, value: string): Condition {
  switch (name) {
    case 'season': {
      const season = named(value, SEASONS);
      return { field: name, holds: (brief) => brief.season.length === 1 && brief.season[0] === season };
    }
    case 'profile': {
      const profile = named(value, TARGET_PROFILES);
      return { field: 'target_profile', holds: (brief) => brief.target_profile === profile };
    }
    case 'product': {
      const product = named(value, PRODUCT_CATEGORIES);
      return { field: 'product_category', holds: (brief) => brief.product_category === product };
    }
    case 'budget': {
      const tier = named(value, BUDGET_TIERS);
      return { field: 'budget_tier', holds: (brief) => brief.budget_tier === tier };
    }
    case 'constraint': {
      const constraint = named(value, CONSTRAINTS);
      return { field: `constraints.${constraint}`, holds: (brief) => brief.constraints[constraint] };
    }
    case 'said':
      return { field: value, holds: (brief) => !brief.inferred.includes(value) };
    default:
      throw new TypeError(`nothing is called ${name} in a condition`);
  }
}

function named<Name extends string>(value: string, names: readonly Name[]): Name {
  const known = names.find((name) => name === value);
  if (known === undefined) throw new TypeError(`${value} is none of ${names.join(', ')}`);
  return known;
}
