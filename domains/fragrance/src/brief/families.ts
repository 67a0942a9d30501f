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

const UNSPOKEN_READINGS: readonly FamilyReading[] = FAMILIES.map((family) => ({
  family,
  value: UNSPOKEN,
  spans: [],
  whole: undefined,
  contradicted: false,
}));
const UNSPOKEN_PREFERENCE = Object.fromEntries(
  FAMILIES.map((family) => [family, UNSPOKEN]),
) as NotesPreference;

const FAMILY_NAMES: ReadonlySet<string> = new Set(FAMILIES);

/** True when the word stands for a whole family and not for one material of it. */
const namesWholeFamily = ({ note, names }: Sense): boolean =>
  names && (note === undefined || FAMILY_NAMES.has(note));

/** Reads the twelve degrees from the mentions, each with the words that decide it. */
export function readFamilies(mentions: readonly Mention[]): readonly FamilyReading[] {
  const shares = new Map<Family, Share[]>();
  let somethingNamed = false;
  for (const mention of mentions) {
    for (const [family, weight] of mention.sense.families) {
      const named = weight >= NAMING_WEIGHT;
      if (named && affirms(mention.stance)) somethingNamed = true;
      const known = shares.get(family);
      if (known === undefined) shares.set(family, [{ mention, weight, named }]);
      else known.push({ mention, weight, named });
    }
  }
  if (shares.size === 0) return UNSPOKEN_READINGS;
  return UNSPOKEN_READINGS.map((unspoken) => {
    const own = shares.get(unspoken.family);
    return own === undefined ? unspoken : readFamily(unspoken, own, somethingNamed);
  });
}

export function preferenceOf(readings: readonly FamilyReading[]): NotesPreference {
  const preference = { ...UNSPOKEN_PREFERENCE };
  for (const { family, value } of readings) if (value !== UNSPOKEN) preference[family] = value;
  return preference;
}

const affirms = (stance: Stance): boolean =>
  stance === 'wanted' || stance === 'required' || stance === 'touched';
const refused = (stance: Stance): boolean => stance === 'excluded' || stance === 'replaced';

function readFamily(
  unspoken: FamilyReading,
  shares: readonly Share[],
  somethingNamed: boolean,
): FamilyReading {
  const value = evaluate(shares, somethingNamed);
  if (value === UNSPOKEN) return unspoken;
  const whole = coverOf(shares);
  const decisive = decisiveIn(shares, somethingNamed, value);
  return {
    family: unspoken.family,
    value,
    spans: decisive.length > 0 ? decisive : [whole],
    whole,
    contradicted: isContradicted(shares),
  };
}

/** The places without which the degree would be another. */
function decisiveIn(shares: readonly Share[], somethingNamed: boolean, value: number): Span[] {
  const spans: Span[] = [];
  if (shares.length > MOST_WEIGHED) return spans;
  for (const share of shares) {
    if (evaluate(shares, somethingNamed, share) !== value) spans.push(share.mention.span);
  }
  return spans;
}

function coverOf(shares: readonly Share[]): Span {
  const [first] = shares;
  if (shares.length === 1 && first !== undefined) return first.mention.span;
  return cover(shares.map(({ mention }) => mention.span));
}

const refuses = ({ mention, named }: Share): boolean =>
  named && refused(mention.stance) && namesWholeFamily(mention.sense);

function isContradicted(shares: readonly Share[]): boolean {
  let banned = false;
  let asked = false;
  for (const share of shares) {
    const { stance, restricted } = share.mention;
    if (stance === 'excluded' && !restricted && refuses(share)) banned = true;
    if (share.named && (stance === 'wanted' || stance === 'required')) asked = true;
  }
  return banned && asked;
}

/** The degree that the shares come to, leaving one of them out if asked. */
function evaluate(shares: readonly Share[], somethingNamed: boolean, leftOut?: Share): number {
  let highest: number | undefined;
  let limited = false;
  let wanted = false;
  let banned = false;
  let bannedInPart = false;
  for (const share of shares) {
    if (!share.named || share === leftOut) continue;
    const degree = degreeOf(share);
    if (degree !== undefined) highest = Math.max(highest ?? 0, degree);
    if (share.mention.stance === 'limited') limited = true;
    if (affirms(share.mention.stance)) wanted = true;
    if (!refuses(share)) continue;
    if (share.mention.restricted) bannedInPart = true;
    else banned = true;
  }
  if (banned || (bannedInPart && !wanted)) return rounded((highest ?? 0) / 2);
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
