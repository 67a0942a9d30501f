/**
 * The vocabulary for declaring a tunable parameter. A knob is declared once, beside the code that reads it;
 * configuration, the reference page, `accord knobs` and the tuner all read that declaration.
 */

/** `process`: read once at start. `request`: read for every request. */
export type KnobScope = 'process' | 'request';

interface KnobBase {
  /** What turning it up (or on, or to another choice) does, in one sentence. */
  readonly effect: string;
  readonly scope: KnobScope;
}

export interface NumberKnob<Variant extends string = never> extends KnobBase {
  readonly type: 'number';
  readonly default: number;
  /** Inclusive bounds. */
  readonly range: readonly [min: number, max: number];
  readonly unit: string;
  readonly integer: boolean;
  /** Recommended value for each mode or preset, where one number does not fit all. */
  readonly variants?: Readonly<Record<Variant, number>>;
}

export interface ChoiceKnob<Choice extends string = string> extends KnobBase {
  readonly type: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
}

export interface FlagKnob extends KnobBase {
  readonly type: 'flag';
  readonly default: boolean;
}

export interface TextKnob extends KnobBase {
  readonly type: 'text';
  readonly default: string;
  readonly maxLength: number;
  /** Secret values are never printed. */
  readonly secret: boolean;
}

export type Knob = NumberKnob<string> | ChoiceKnob | FlagKnob | TextKnob;

type NumberOptions = Omit<NumberKnob, 'type' | 'integer' | 'variants'>;

export function number(options: NumberOptions): NumberKnob {
  return { type: 'number', integer: false, ...options };
}

export function integer(options: NumberOptions): NumberKnob {
  return { type: 'number', integer: true, ...options };
}

/** A number with a value of its own for each variant (a mode or a preset). `default` documents the usual one. */
export function perVariant<const Variant extends string>(
  options: Omit<NumberKnob<Variant>, 'type' | 'variants'> & {
    readonly variants: Readonly<Record<Variant, number>>;
  },
): NumberKnob<Variant> & { readonly variants: Readonly<Record<Variant, number>> } {
  return { type: 'number', ...options };
}

export function choice<const Choice extends string>(
  options: Omit<ChoiceKnob<Choice>, 'type'>,
): ChoiceKnob<Choice> {
  return { type: 'choice', ...options };
}

/** @public part of the vocabulary, whether or not a knob of this kind is declared at the moment */
export function flag(options: Omit<FlagKnob, 'type'>): FlagKnob {
  return { type: 'flag', ...options };
}

export function text(options: Omit<TextKnob, 'type' | 'secret'> & { readonly secret?: boolean }): TextKnob {
  return { type: 'text', secret: false, ...options };
}

/** What the code that declared a knob reads: one value, or a value for each variant. */
type KnobValue<K> = K extends { readonly variants: Readonly<Record<infer Variant extends string, number>> }
  ? Readonly<Record<Variant, number>>
  : K extends NumberKnob
    ? number
    : K extends ChoiceKnob<infer Choice>
      ? Choice
      : K extends FlagKnob
        ? boolean
        : string;

export interface KnobSet<Knobs extends Readonly<Record<string, Knob>> = Readonly<Record<string, Knob>>> {
  /** Dotted prefix of every name in the set, such as `fragrance.brief`. */
  readonly prefix: string;
  readonly knobs: Knobs;
}

export type KnobValues<Set extends KnobSet> = {
  readonly [Name in keyof Set['knobs']]: KnobValue<Set['knobs'][Name]>;
};

export function defineKnobs<const Knobs extends Readonly<Record<string, Knob>>>(
  prefix: string,
  knobs: Knobs,
): KnobSet<Knobs> {
  return { prefix, knobs };
}

/** One settable value: a knob, or one variant of it. */
export interface KnobLeaf {
  /** Full dotted name, such as `fragrance.brief.entry_max_krw` or `generation.max_new_tokens.fast`. */
  readonly name: string;
  readonly knob: Knob;
  readonly default: number | string | boolean;
}

export function leavesOf(set: KnobSet): KnobLeaf[] {
  return Object.entries(set.knobs).flatMap(([key, knob]): KnobLeaf[] => {
    const name = `${set.prefix}.${key}`;
    if (knob.type !== 'number' || knob.variants === undefined) {
      return [{ name, knob, default: knob.default }];
    }
    return Object.entries(knob.variants).map(([variant, value]) => ({
      name: `${name}.${variant}`,
      knob,
      default: value,
    }));
  });
}
