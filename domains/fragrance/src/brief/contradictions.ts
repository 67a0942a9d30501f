import type { Language, Warning } from '@accord/contract';
import { readConstraint } from './constraints.ts';
import type { Mention } from './elements.ts';
import type { FamilyReading } from './families.ts';
import { speaks } from './fields.ts';
import type { Amount } from './lexicon.ts';

const LIGHT = 0.35;
const STRONG = 0.72;

interface Said {
  readonly ko: string;
  readonly en: string;
}

type Topic = 'intensity' | 'complexity' | 'budget' | 'refusal' | 'origin';

/** Wishes that cannot all be met, each said once. */
export function findContradictions(
  mentions: readonly Mention[],
  families: readonly FamilyReading[],
  language: Language,
): Warning[] {
  if (mentions.length < 2) return [];
  const found: Said[] = [];
  const topics = topicsIn(mentions);
  if (topics.intensity) loudAndQuiet(mentions, found);
  if (topics.complexity) simpleAndComplex(mentions, found);
  if (topics.budget) cheapAndLuxurious(mentions, found);
  if (topics.refusal) {
    sameFamily(families, found);
    sameNote(mentions, found);
    seasonBothWays(mentions, found);
  }
  if (topics.origin) brokenConstraints(mentions, found);
  return found.map((said) => ({ code: 'contradiction', message: said[language] }));
}

/** What the mentions speak of at all: one look at each, instead of one for every kind of contradiction. */
function topicsIn(mentions: readonly Mention[]): Readonly<Record<Topic, boolean>> {
  const topics = { intensity: false, complexity: false, budget: false, refusal: false, origin: false };
  for (const mention of mentions) {
    const { sense } = mention;
    if (sense.intensity !== undefined) topics.intensity = true;
    if (sense.complexity !== undefined) topics.complexity = true;
    if (sense.budget !== undefined) topics.budget = true;
    if (sense.origin !== undefined) topics.origin = true;
    if (refuses(mention)) topics.refusal = true;
  }
  return topics;
}

const refuses = ({ stance }: Mention): boolean => stance === 'excluded';

function sameFamily(families: readonly FamilyReading[], found: Said[]): void {
  for (const { family, contradicted } of families) {
    if (!contradicted) continue;
    found.push({
      ko: `${family} 계열을 원하면서 동시에 빼 달라고 합니다.`,
      en: `The wish asks for ${family} and refuses it.`,
    });
  }
}

function sameNote(mentions: readonly Mention[], found: Said[]): void {
  const refused = new Set<string>();
  for (const mention of mentions) {
    if (refuses(mention) && mention.sense.note !== undefined) refused.add(mention.sense.note);
  }
  if (refused.size === 0) return;
  for (const mention of mentions) {
    const { note } = mention.sense;
    if (note === undefined || !speaks(mention) || !refused.delete(note)) continue;
    found.push({
      ko: `${note}을(를) 넣어 달라고 하면서 빼 달라고도 합니다.`,
      en: `The wish asks for ${note} and refuses it.`,
    });
  }
}

function seasonBothWays(mentions: readonly Mention[], found: Said[]): void {
  const refused = new Set<string>();
  for (const mention of mentions) {
    if (refuses(mention)) for (const season of mention.sense.seasons) refused.add(season);
  }
  if (refused.size === 0) return;
  for (const mention of mentions) {
    if (!speaks(mention)) continue;
    for (const season of mention.sense.seasons) {
      if (!refused.delete(season)) continue;
      found.push({
        ko: `${season}을(를) 원하면서 동시에 아니라고 합니다.`,
        en: `The wish is for ${season} and not for ${season}.`,
      });
    }
  }
}

const isLow = (amount: Amount | undefined): boolean => amount?.kind === 'set' && amount.by <= LIGHT;
const isHigh = (amount: Amount | undefined): boolean => amount?.kind === 'set' && amount.by >= STRONG;

/** "Loud yet barely there"; not "a strong rose with a faint vanilla", where each strength has its own note. */
function loudAndQuiet(mentions: readonly Mention[], found: Said[]): void {
  let loud = false;
  let quiet = false;
  let shared = false;
  for (let index = 0; index < mentions.length; index++) {
    const mention = mentions[index] as Mention;
    const { intensity } = mention.sense;
    if (intensity === undefined || mention.stance !== 'wanted') continue;
    const high = isHigh(intensity);
    const low = isLow(intensity);
    loud ||= high;
    quiet ||= low;
    if ((high || low) && !isOwnNote(mention, mentions[index + 1])) shared = true;
  }
  if (!loud || !quiet || !shared) return;
  found.push({
    ko: '강하면서 동시에 은은한 향을 원합니다.',
    en: 'The wish asks for a strong scent and for a quiet one.',
  });
}

function isOwnNote(strength: Mention, next: Mention | undefined): boolean {
  return next?.sense.note !== undefined && next.start - strength.end <= 2;
}

function simpleAndComplex(mentions: readonly Mention[], found: Said[]): void {
  let simple = false;
  let complex = false;
  for (const { stance, sense } of mentions) {
    if (sense.complexity === undefined || stance !== 'wanted') continue;
    simple ||= isLow(sense.complexity);
    complex ||= isHigh(sense.complexity);
  }
  if (!simple || !complex) return;
  found.push({
    ko: '단순하면서 동시에 복잡한 향을 원합니다.',
    en: 'The wish asks for a simple scent and for a complex one.',
  });
}

function cheapAndLuxurious(mentions: readonly Mention[], found: Said[]): void {
  let cheap = false;
  let luxurious = false;
  for (const mention of mentions) {
    const { budget } = mention.sense;
    if (budget === undefined || !speaks(mention)) continue;
    cheap ||= budget === 'entry';
    luxurious ||= budget === 'luxury';
  }
  if (!cheap || !luxurious) return;
  found.push({
    ko: '저렴한 예산과 최고급 예산을 함께 말합니다.',
    en: 'The wish names a small budget and a lavish one.',
  });
}

function brokenConstraints(mentions: readonly Mention[], found: Said[]): void {
  if (readConstraint(mentions, 'vegan') !== undefined) {
    eachOfOrigin(mentions, 'animal', (name) => {
      found.push({
        ko: `비건을 원하지만 ${name}은(는) 동물에서 옵니다.`,
        en: `The wish is for a vegan scent, yet ${name} comes from animals.`,
      });
    });
  }
  if (readConstraint(mentions, 'natural_only') !== undefined) {
    eachOfOrigin(mentions, 'synthetic', (name) => {
      found.push({
        ko: `천연 원료만 원하지만 ${name}은(는) 합성 원료입니다.`,
        en: `The wish is for naturals only, yet ${name} is synthetic.`,
      });
    });
  }
}

function eachOfOrigin(
  mentions: readonly Mention[],
  origin: 'animal' | 'synthetic',
  use: (name: string) => void,
): void {
  for (const mention of mentions) {
    const { sense } = mention;
    if (sense.origin === origin && speaks(mention)) use(sense.note ?? sense.term);
  }
}
