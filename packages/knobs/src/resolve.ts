import { AccordError } from '@accord/kernel';
import { type KnobLeaf, type KnobSet, type KnobValues, leavesOf } from './declaration.ts';
import { knobErrors } from './errors.ts';
import { nearestName } from './spelling.ts';

/** Values from one place, such as a file or the environment. Later layers win. */
export interface KnobLayer {
  readonly origin: string;
  readonly values: ReadonlyMap<string, unknown>;
}

type LeafValue = number | string | boolean;

export interface ResolvedKnob {
  readonly leaf: KnobLeaf;
  readonly value: LeafValue;
  /** Where the value came from: `default` or the layer's origin. */
  readonly origin: string;
}

export interface ResolvedKnobs {
  readonly entries: readonly ResolvedKnob[];
  /** The values of one declared set, typed by its declaration. */
  of<Set extends KnobSet>(set: Set): KnobValues<Set>;
}

/**
 * Lays configuration over the declared defaults.
 *
 * @throws KNOB_UNKNOWN for a name that no set declares, KNOB_INVALID for a value outside its declaration.
 */
export function resolveKnobs(sets: readonly KnobSet[], layers: readonly KnobLayer[]): ResolvedKnobs {
  const resolved = new Map<string, ResolvedKnob>();
  for (const leaf of sets.flatMap(leavesOf)) {
    resolved.set(leaf.name, { leaf, value: leaf.default, origin: 'default' });
  }
  for (const layer of layers) {
    for (const [name, raw] of layer.values) {
      const known = resolved.get(name);
      if (known === undefined) throw unknownKnob(name, layer.origin, [...resolved.keys()]);
      const value = readValue(known.leaf, raw, layer.origin);
      resolved.set(name, { leaf: known.leaf, value, origin: layer.origin });
    }
  }

  return {
    entries: [...resolved.values()],
    of: <Set extends KnobSet>(set: Set) => collect(set, resolved) as KnobValues<Set>,
  };
}

function collect(set: KnobSet, resolved: ReadonlyMap<string, ResolvedKnob>): Record<string, unknown> {
  const valueOf = (name: string): LeafValue => {
    const entry = resolved.get(name);
    if (entry === undefined) throw new TypeError(`the knob set ${set.prefix} was not resolved`);
    return entry.value;
  };
  return Object.fromEntries(
    Object.entries(set.knobs).map(([key, knob]) => {
      const name = `${set.prefix}.${key}`;
      if (knob.type !== 'number' || knob.variants === undefined) return [key, valueOf(name)];
      const variants = Object.keys(knob.variants).map((variant) => [variant, valueOf(`${name}.${variant}`)]);
      return [key, Object.fromEntries(variants)];
    }),
  );
}

/** Reads a value as a file or an environment variable gives it: typed, or as text that spells the type. */
function readValue(leaf: KnobLeaf, raw: unknown, origin: string): LeafValue {
  const refuse = (expected: string): AccordError =>
    new AccordError(knobErrors.KNOB_INVALID, {
      detail: `${leaf.name} (${origin}) must be ${expected}, not ${describe(leaf, raw)}`,
      field: leaf.name,
    });
  const { knob } = leaf;
  switch (knob.type) {
    case 'number': {
      const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
      const [min, max] = knob.range;
      const kind = knob.integer ? 'a whole number' : 'a number';
      const fits = typeof value === 'number' && value >= min && value <= max;
      if (!fits || (knob.integer && !Number.isInteger(value))) {
        throw refuse(`${kind} from ${min} to ${max} (${knob.unit})`);
      }
      return value;
    }
    case 'flag':
      if (raw === true || raw === 'true') return true;
      if (raw === false || raw === 'false') return false;
      throw refuse('true or false');
    case 'choice':
      if (typeof raw === 'string' && knob.choices.includes(raw)) return raw;
      throw refuse(`one of ${knob.choices.join(', ')}`);
    case 'text':
      if (typeof raw === 'string' && raw.length <= knob.maxLength) return raw;
      throw refuse(`text of at most ${knob.maxLength} characters`);
  }
}

function describe(leaf: KnobLeaf, raw: unknown): string {
  return leaf.knob.type === 'text' && leaf.knob.secret ? 'the secret it was given' : JSON.stringify(raw);
}

function unknownKnob(name: string, origin: string, known: readonly string[]): AccordError {
  const nearest = nearestName(name, known);
  return new AccordError(knobErrors.KNOB_UNKNOWN, {
    detail: `${name} (${origin}) is not a setting${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    field: name,
  });
}
