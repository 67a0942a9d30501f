import { casNumbers } from '../materials/cas.ts';
import { numberOf } from '../materials/cells.ts';
import { csvRows } from '../materials/csv.ts';
import { CATEGORIES, type Category } from './categories.ts';

/** What a standard allows in one category, in % of the finished product. */
export type Limit =
  | { readonly kind: 'percent'; readonly percent: number }
  /** The standard does not restrict the category. */
  | { readonly kind: 'unrestricted' }
  | { readonly kind: 'prohibited' }
  /** The standard speaks in its note box, which the table of limits does not carry. */
  | { readonly kind: 'note box' }
  /** The limit is on a constituent, such as 5-MOP, and not on the material. */
  | { readonly kind: 'constituent'; readonly constituent: string; readonly percent: number }
  /** The standard has no limits: it prohibits, or specifies purity. */
  | { readonly kind: 'none' };

/** A standard of the International Fragrance Association. Isomers under one standard are summed. */
export interface Standard {
  readonly key: string;
  readonly name: string;
  /** The amendment that it came with or was last changed by. */
  readonly amendment: number;
  readonly basis: string;
  readonly prohibits: boolean;
  readonly specifies: boolean;
  /** An oil with furocoumarins: those that are used together share one allowance. */
  readonly phototoxicOil: boolean;
  readonly cas: readonly string[];
  readonly limits: Readonly<Record<Category, Limit>>;
}

const TYPES = ['PROHIBITION', 'RESTRICTION', 'SPECIFICATION'];
const COLUMNS = ['key', 'name', 'type', 'amendment', 'basis', 'phototoxic', 'cas'] as const;
const LIMIT_COLUMNS = CATEGORIES.map((category) => `cat_${category}` as const);

/** @throws TypeError for a row that cannot be read, by the key of its standard */
export function parseStandards(name: string, csv: string): Standard[] {
  return csvRows(name, csv, [...COLUMNS, ...LIMIT_COLUMNS]).map((row) => {
    try {
      const types = row.type.split('_');
      if (row.key === '' || types.some((type) => !TYPES.includes(type)))
        throw new TypeError(`type ${row.type}`);
      const limits = CATEGORIES.map((category) => [category, parseLimit(row[`cat_${category}`])]);
      return {
        key: row.key,
        name: row.name,
        amendment: numberOf(row.amendment) ?? NaN,
        basis: row.basis,
        prohibits: types.includes('PROHIBITION'),
        specifies: types.includes('SPECIFICATION'),
        phototoxicOil: row.phototoxic === '1' && /\boil\b/i.test(row.name),
        cas: casNumbers(row.cas),
        limits: Object.fromEntries(limits) as Standard['limits'],
      };
    } catch (cause) {
      throw new TypeError(`${name}, ${row.key} ${row.name}: ${(cause as Error).message}`, { cause });
    }
  });
}

/** Reads a cell of the table of limits; decimal commas as points. @throws TypeError for what it cannot read */
export function parseLimit(cell: string): Limit {
  const text = cell.trim();
  if (text === '') return { kind: 'none' };
  if (text === 'NR') return { kind: 'unrestricted' };
  if (/^see note ?box$/i.test(text)) return { kind: 'note box' };
  const [, number = '', remark] = /^([\d.,]+(?:e-\d+)?)\s*(?:\((.*)\))?$/.exec(text) ?? [];
  const percent = numberOf(number);
  if (percent === undefined || percent > 100) throw new TypeError(`no limit: ${cell}`);
  if (percent === 0) return { kind: 'prohibited' };
  return remark === undefined
    ? { kind: 'percent', percent }
    : { kind: 'constituent', constituent: remark, percent };
}

/** Why the tables leave a question to the text of a standard. */
export type WhyOpen = 'note box' | 'prohibited as an ingredient' | 'limit on a constituent';

/** What a standard asks of what is used in a category. */
export type Rule =
  | { readonly kind: 'limit'; readonly percent: number }
  /** May not be added. What a natural brings of it is left open. */
  | { readonly kind: 'prohibition'; readonly inNaturals: WhyOpen }
  | { readonly kind: 'open'; readonly why: WhyOpen }
  | { readonly kind: 'none' };

export function ruleOf({ limits, prohibits }: Standard, category: Category): Rule {
  const limit = limits[category];
  if (limit.kind === 'percent') return { kind: 'limit', percent: limit.percent };
  const why = whyOpenOf(limit);
  if (limit.kind === 'prohibited' || (prohibits && limit.kind !== 'unrestricted'))
    return { kind: 'prohibition', inNaturals: why ?? 'prohibited as an ingredient' };
  return why === undefined ? { kind: 'none' } : { kind: 'open', why };
}

function whyOpenOf({ kind }: Limit): WhyOpen | undefined {
  if (kind === 'note box') return 'note box';
  return kind === 'constituent' ? 'limit on a constituent' : undefined;
}
