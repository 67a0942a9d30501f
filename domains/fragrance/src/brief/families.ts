import { FAMILIES, type Family, type NotesPreference } from '@accord/contract';
import type { Mention, Span, Stance } from './elements.ts';
import { NAMING_WEIGHT, type Sense } from './lexicon.ts';
import { cover } from './span.ts';

/** Degree of a family that the text does not speak of. */
const UNSPOKEN = 0.1;

const PLAINLY_NAMED = 0.7;
const SIMILE = 0.7;
const REQUIRED = 0.9;
const WELCOME = 0.55;
const LIMITED = 0.4;
const MEDIUM = 0.5;
const LESSER = 0.3;
const TOUCH_SHARE = 0.3;
const MUCH = 1.1;
/** Most that connotations alone make of a family, and where something else is named. */
const CONNOTED_ALONE = 0.6;
const CONNOTED_BESIDE = 0.28;
/** With more mentions of one family than this, the evidence is all of them together. */
const MOST_WEIGHED = 12;

interface Share {
  readonly mention: Mention;
  readonly weight: number;
  readonly named: boolean;
}

export interface FamilyReading {
  readonly family: Family;
  readonly value: number;
  /** Where the text speaks of it; none when it does not. */
  readonly spans: readonly Span[];
  /** Everything that speaks of it, decisive or not: without all of it the family is unspoken. */
  readonly whole: Span | undefined;
  readonly contradicted: boolean;
}

const UNSPOKEN_READING = Object.fromEntries(
  FAMILIES.map((family) => [
    family,
    { family, value: UNSPOKEN, spans: [], whole: undefined, contradicted: false },
  ]),
) as unknown as Readonly<Record<Family, FamilyReading>>;

/** True when the word stands for a whole family and not for one material of it. */
const namesWholeFamily = ({ note, names }: Sense): boolean =>
  names && (note === undefined || FAMILIES.some((family) => family === note));

/** Reads the twelve degrees from the mentions, each with the words that decide it. */
export function readFamilies(mentions: readonly Mention[]): FamilyReading[] {
  const shares = new Map<Family, Share[]>();
  let somethingNamed = false;
  for (const mention of mentions) {
    for (const [family, weight] of mention.sense.families) {
      const named = weight >= NAMING_WEIGHT;
      if (named && AFFIRMED.has(mention.stance)) somethingNamed = true;
      const known = shares.get(family);
      if (known === undefined) shares.set(family, [{ mention, weight, named }]);
      else known.push({ mention, weight, named });
    }
  }
  return FAMILIES.map((family) => {
    const own = shares.get(family);
    return own === undefined ? UNSPOKEN_READING[family] : readFamily(family, own, somethingNamed);
  });
}

export function preferenceOf(readings: readonly FamilyReading[]): NotesPreference {
  return Object.fromEntries(readings.map(({ family, value }) => [family, value])) as NotesPreference;
}

const AFFIRMED: ReadonlySet<Stance> = new Set(['wanted', 'required', 'touched']);
const REFUSED: ReadonlySet<Stance> = new Set(['excluded', 'replaced']);

function readFamily(family: Family, shares: readonly Share[], somethingNamed: boolean): FamilyReading {
  const value = evaluate(shares, somethingNamed);
  if (value === UNSPOKEN) return UNSPOKEN_READING[family];
  const weighed = shares.length <= MOST_WEIGHED ? shares : [];
  const decisive = weighed.filter((share) => evaluate(shares, somethingNamed, share) !== value);
  const whole = cover(shares.map(({ mention }) => mention.span));
  const spans = decisive.length > 0 ? decisive.map(({ mention }) => mention.span) : [whole];
  return { family, value, spans, whole, contradicted: isContradicted(shares) };
}

const refuses = ({ mention, named }: Share): boolean =>
  named && REFUSED.has(mention.stance) && namesWholeFamily(mention.sense);

function isContradicted(shares: readonly Share[]): boolean {
  return (
    shares.some(
      (share) => refuses(share) && !share.mention.restricted && share.mention.stance === 'excluded',
    ) &&
    shares.some(
      ({ mention, named }) => named && (mention.stance === 'wanted' || mention.stance === 'required'),
    )
  );
}

/** The degree that the shares come to, leaving one of them out if asked. */
function evaluate(shares: readonly Share[], somethingNamed: boolean, leftOut?: Share): number {
  let highest: number | undefined;
  let limited = false;
  let wanted = false;
  let refused = false;
  let refusedInPart = false;
  for (const share of shares) {
    if (!share.named || share === leftOut) continue;
    const degree = degreeOf(share);
    if (degree !== undefined) highest = Math.max(highest ?? 0, degree);
    if (share.mention.stance === 'limited') limited = true;
    if (AFFIRMED.has(share.mention.stance)) wanted = true;
    if (!refuses(share)) continue;
    if (share.mention.restricted) refusedInPart = true;
    else refused = true;
  }
  if (refused || (refusedInPart && !wanted)) return rounded((highest ?? 0) / 2);
  if (highest === undefined) return connoted(shares, somethingNamed, leftOut);
  return rounded(limited ? Math.min(highest, (highest + LIMITED) / 2, MEDIUM) : highest);
}

/** What one naming mention makes of the family by itself; undefined when it says nothing of it. */
function degreeOf({ mention, weight }: Share): number | undefined {
  switch (mention.stance) {
    case 'wanted': {
      const plain = Math.max(PLAINLY_NAMED, weight);
      if (mention.simile) return Math.min(plain, SIMILE);
      return mention.degree === 'much' ? Math.min(1, plain * MUCH) : plain;
    }
    case 'required':
      return Math.max(REQUIRED, weight);
    case 'touched':
      return weight * TOUCH_SHARE;
    case 'welcome':
      return WELCOME;
    case 'limited':
      return LIMITED;
    case 'lesser':
      return namesWholeFamily(mention.sense) ? LESSER : undefined;
    default:
      return undefined;
  }
}

function connoted(shares: readonly Share[], somethingNamed: boolean, leftOut: Share | undefined): number {
  let missed = 1;
  for (const share of shares) {
    if (!share.named && share !== leftOut && share.mention.stance === 'wanted') missed *= 1 - share.weight;
  }
  if (missed === 1) return UNSPOKEN;
  const together = Math.min(CONNOTED_ALONE, 1 - missed);
  return rounded(somethingNamed ? Math.max(UNSPOKEN, together * CONNOTED_BESIDE) : together);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
