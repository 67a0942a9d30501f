import type { Mention, Span } from './elements.ts';
import type { Amount, Sense } from './lexicon.ts';
import { cover, union } from './span.ts';

/** A value the text speaks of, with the words that led to it. */
export interface Spoken<Value> {
  readonly value: Value;
  readonly spans: readonly Span[];
}

export const speaks = ({ stance }: Mention): boolean =>
  stance === 'wanted' || stance === 'required' || stance === 'touched' || stance === 'welcome';

/** The first value that the text asks for, with every place that says so. */
export function firstSpoken<Value>(
  mentions: readonly Mention[],
  valueOf: (sense: Sense) => Value | undefined,
): Spoken<Value> | undefined {
  let value: Value | undefined;
  let span: Span | undefined;
  for (const mention of mentions) {
    const own = valueOf(mention.sense);
    if (own === undefined || !speaks(mention) || (value !== undefined && own !== value)) continue;
    value = own;
    span = span === undefined ? mention.span : union(span, mention.span);
  }
  return value === undefined || span === undefined ? undefined : { value, spans: [span] };
}

/** Each value that the text asks for, once, in order. */
export function allSpoken<Value extends string>(
  mentions: readonly Mention[],
  valuesOf: (sense: Sense) => readonly Value[],
): Spoken<Value>[] {
  const spoken: { value: Value; spans: readonly [Span] }[] = [];
  for (const mention of mentions) {
    const values = valuesOf(mention.sense);
    if (values.length === 0 || !speaks(mention)) continue;
    for (const value of values) {
      const known = spoken.find((one) => one.value === value);
      if (known === undefined) spoken.push({ value, spans: [mention.span] });
      else known.spans = [union(known.spans[0], mention.span)];
    }
  }
  return spoken;
}

const MIDDLE = 0.5;
/** With more mentions than this, the evidence is all of them together. */
const MOST_WEIGHED = 12;
const STRONG = 0.6;
const LIGHT = 0.4;

/** What a refused, limited or heightened amount comes to: "not strong" is rather light. */
function amountUnder(mention: Mention, amount: Amount): Amount | undefined {
  if (amount.kind === 'shift')
    return mention.stance === 'wanted' || mention.stance === 'required'
      ? amount
      : refusedShift(mention, amount);
  const { by } = amount;
  switch (mention.stance) {
    case 'wanted':
    case 'required':
      return mention.degree === 'much' ? { kind: 'set', by: pushed(by) } : amount;
    case 'touched':
      return { kind: 'set', by: (by + MIDDLE) / 2 };
    case 'limited':
    case 'lesser':
      if (by >= STRONG) return { kind: 'set', by: 0.45 };
      return by <= LIGHT ? { kind: 'set', by: 0.58 } : undefined;
    case 'excluded':
    case 'replaced':
      if (by >= STRONG) return { kind: 'set', by: 0.35 };
      return by <= LIGHT ? { kind: 'set', by: 0.65 } : undefined;
    default:
      return undefined;
  }
}

/** "무겁지 않은" takes the weight off. */
function refusedShift(mention: Mention, { by }: Amount): Amount | undefined {
  if (mention.sense.names || (mention.stance !== 'excluded' && mention.stance !== 'limited'))
    return undefined;
  return { kind: 'shift', by: -by * (mention.stance === 'limited' ? 0.5 : 0.8) };
}

const pushed = (by: number): number => (by >= MIDDLE ? Math.min(0.95, by + 0.1) : Math.max(0.15, by - 0.1));

interface Said {
  readonly span: Span;
  readonly amount: Amount;
}

/** An amount from 0 to 1: the mean of what is set, moved by the shifts. */
export function spokenAmount(
  mentions: readonly Mention[],
  amountOf: (sense: Sense) => Amount | undefined,
): Spoken<number> | undefined {
  let said: Said[] | undefined;
  for (const mention of mentions) {
    const own = amountOf(mention.sense);
    const amount = own === undefined ? undefined : amountUnder(mention, own);
    if (amount === undefined) continue;
    said ??= [];
    said.push({ span: mention.span, amount });
  }
  if (said === undefined) return undefined;
  const value = total(said);
  const spans = decisiveIn(said, value);
  return { value, spans: spans.length > 0 ? spans : [cover(said.map(({ span }) => span))] };
}

/** The places without which the amount would be another. */
function decisiveIn(said: readonly Said[], value: number): Span[] {
  const spans: Span[] = [];
  if (said.length > MOST_WEIGHED) return spans;
  for (const one of said) if (total(said, one) !== value) spans.push(one.span);
  return spans;
}

/** What the amounts come to, leaving one of them out if asked. */
function total(said: readonly Said[], leftOut?: Said): number {
  let sets = 0;
  let sum = 0;
  let shift = 0;
  for (const one of said) {
    if (one === leftOut) continue;
    const { kind, by } = one.amount;
    if (kind === 'shift') shift += by;
    else {
      sets += 1;
      sum += by;
    }
  }
  const base = sets === 0 ? MIDDLE : sum / sets;
  const share = sets === 0 ? 1 : 0.3;
  return Math.round(Math.min(1, Math.max(0.05, base + shift * share)) * 100) / 100;
}
