import { FAMILIES, type Family, type NotesPreference } from '@accord/contract';
import type { Mention, Span, Stance } from './elements.ts';
import { NAMING_WEIGHT, type Sense } from './lexicon.ts';
import { union } from './span.ts';

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
  /** What the text says of the family after this. */
  readonly next: Share | undefined;
}

/** What a text says of one family, in order: a chain, because most are one or two shares long. */
type Shares = Share | undefined;

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

const PLACES: ReadonlyMap<Family, number> = new Map(FAMILIES.map((family, place) => [family, place]));

/** Reads the twelve degrees from the mentions, each with the words that decide it. */
export function readFamilies(mentions: readonly Mention[]): readonly FamilyReading[] {
  const said: Shares[] = UNSPOKEN_READINGS.map(() => undefined);
  let somethingNamed = false;
  for (let index = mentions.length - 1; index >= 0; index--) {
    const mention = mentions[index] as Mention;
    for (const pair of mention.sense.families) {
      const weight = pair[1];
      const named = weight >= NAMING_WEIGHT;
      if (named && affirms(mention.stance)) somethingNamed = true;
      const place = PLACES.get(pair[0]) as number;
      said[place] = { mention, weight, named, next: said[place] };
    }
  }
  return UNSPOKEN_READINGS.map((unspoken, place) => {
    const shares = said[place];
    return shares === undefined ? unspoken : readFamily(unspoken, shares, somethingNamed);
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

function readFamily(unspoken: FamilyReading, shares: Share, somethingNamed: boolean): FamilyReading {
  const value = evaluate(shares, somethingNamed);
  if (value === UNSPOKEN) return unspoken;
  const whole = wholeOf(shares);
  const decisive = decisiveIn(shares, somethingNamed, value);
  return {
    family: unspoken.family,
    value,
    spans: decisive.length > 0 ? decisive : [whole],
    whole,
    contradicted: isContradicted(shares),
  };
}

/** The places without which the degree would be another; none when there are too many to weigh each. */
function decisiveIn(shares: Share, somethingNamed: boolean, value: number): Span[] {
  const spans: Span[] = [];
  let weighed = 0;
  for (let share: Shares = shares; share !== undefined; share = share.next) weighed += 1;
  if (weighed > MOST_WEIGHED) return spans;
  for (let share: Shares = shares; share !== undefined; share = share.next) {
    if (evaluate(shares, somethingNamed, share) !== value) spans.push(share.mention.span);
  }
  return spans;
}

function wholeOf(shares: Share): Span {
  let whole = shares.mention.span;
  for (let share = shares.next; share !== undefined; share = share.next) {
    whole = union(whole, share.mention.span);
  }
  return whole;
}

const refuses = ({ mention, named }: Share): boolean =>
  named && refused(mention.stance) && namesWholeFamily(mention.sense);

function isContradicted(shares: Share): boolean {
  let banned = false;
  let asked = false;
  for (let share: Shares = shares; share !== undefined; share = share.next) {
    const { stance, restricted } = share.mention;
    if (stance === 'excluded' && !restricted && refuses(share)) banned = true;
    if (share.named && (stance === 'wanted' || stance === 'required')) asked = true;
  }
  return banned && asked;
}

/** The degree that the shares come to, leaving one of them out if asked. */
function evaluate(shares: Share, somethingNamed: boolean, leftOut?: Share): number {
  let highest: number | undefined;
  let limited = false;
  let wanted = false;
  let banned = false;
  let bannedInPart = false;
  for (let share: Shares = shares; share !== undefined; share = share.next) {
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

function connoted(shares: Share, somethingNamed: boolean, leftOut: Shares): number {
  let missed = 1;
  for (let share: Shares = shares; share !== undefined; share = share.next) {
    if (!share.named && share !== leftOut && share.mention.stance === 'wanted') missed *= 1 - share.weight;
  }
  if (missed === 1) return UNSPOKEN;
  const together = Math.min(CONNOTED_ALONE, 1 - missed);
  return rounded(somethingNamed ? Math.max(UNSPOKEN, together * CONNOTED_BESIDE) : together);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
