import type { Language, Warning } from '@accord/contract';
import { readConstraint } from './constraints.ts';
import type { Mention } from './elements.ts';
import type { FamilyReading } from './families.ts';
import { speaks } from './fields.ts';

const LIGHT = 0.35;
const STRONG = 0.72;

interface Said {
  readonly ko: string;
  readonly en: string;
}

/** Wishes that cannot all be met, each said once. */
export function findContradictions(
  mentions: readonly Mention[],
  families: readonly FamilyReading[],
  language: Language,
): Warning[] {
  if (mentions.length < 2) return [];
  const found: Said[] = [];
  if (mentions.some(({ sense }) => sense.intensity !== undefined)) found.push(...loudAndQuiet(mentions));
  if (mentions.some(({ sense }) => sense.complexity !== undefined)) found.push(...simpleAndComplex(mentions));
  if (mentions.some(({ sense }) => sense.budget !== undefined)) found.push(...cheapAndLuxurious(mentions));
  if (mentions.some(refuses)) {
    found.push(...sameFamily(families), ...sameNote(mentions), ...seasonBothWays(mentions));
  }
  found.push(...brokenConstraints(mentions));
  return found.map((said) => ({ code: 'contradiction', message: said[language] }));
}

const sameFamily = (families: readonly FamilyReading[]): Said[] =>
  families
    .filter(({ contradicted }) => contradicted)
    .map(({ family }) => ({
      ko: `${family} 계열을 원하면서 동시에 빼 달라고 합니다.`,
      en: `The wish asks for ${family} and refuses it.`,
    }));

const refuses = ({ stance }: Mention): boolean => stance === 'excluded';

function sameNote(mentions: readonly Mention[]): Said[] {
  const refused = new Set(mentions.filter(refuses).map(({ sense }) => sense.note));
  const both = mentions.filter(
    (mention) => mention.sense.note !== undefined && speaks(mention) && refused.has(mention.sense.note),
  );
  const notes = new Set(both.map(({ sense }) => sense.note));
  return [...notes].map((note) => ({
    ko: `${note}을(를) 넣어 달라고 하면서 빼 달라고도 합니다.`,
    en: `The wish asks for ${note} and refuses it.`,
  }));
}

/** "Loud yet barely there"; not "a strong rose with a faint vanilla", where each strength has its own note. */
function loudAndQuiet(mentions: readonly Mention[]): Said[] {
  const set = (mention: Mention, holds: (by: number) => boolean): boolean =>
    mention.stance === 'wanted' &&
    mention.sense.intensity?.kind === 'set' &&
    holds(mention.sense.intensity.by);
  const loud = mentions.filter((mention) => set(mention, (by) => by >= STRONG));
  const quiet = mentions.filter((mention) => set(mention, (by) => by <= LIGHT));
  if (loud.length === 0 || quiet.length === 0) return [];
  const withNote = mentions.filter((mention, index) => isOwnNote(mention, mentions[index + 1]));
  const own = new Set(withNote);
  if (loud.every((one) => own.has(one)) && quiet.every((one) => own.has(one))) return [];
  return [
    {
      ko: '강하면서 동시에 은은한 향을 원합니다.',
      en: 'The wish asks for a strong scent and for a quiet one.',
    },
  ];
}

function simpleAndComplex(mentions: readonly Mention[]): Said[] {
  const asks = (holds: (by: number) => boolean): boolean =>
    mentions.some(
      ({ stance, sense: { complexity } }) =>
        stance === 'wanted' && complexity?.kind === 'set' && holds(complexity.by),
    );
  if (!asks((by) => by <= LIGHT) || !asks((by) => by >= STRONG)) return [];
  return [
    {
      ko: '단순하면서 동시에 복잡한 향을 원합니다.',
      en: 'The wish asks for a simple scent and for a complex one.',
    },
  ];
}

function isOwnNote(strength: Mention, next: Mention | undefined): boolean {
  return next?.sense.note !== undefined && next.start - strength.end <= 2;
}

function cheapAndLuxurious(mentions: readonly Mention[]): Said[] {
  const asks = (tier: string): boolean =>
    mentions.some((mention) => speaks(mention) && mention.sense.budget === tier);
  if (!asks('entry') || !asks('luxury')) return [];
  return [
    {
      ko: '저렴한 예산과 최고급 예산을 함께 말합니다.',
      en: 'The wish names a small budget and a lavish one.',
    },
  ];
}

function brokenConstraints(mentions: readonly Mention[]): Said[] {
  const asks = (name: 'vegan' | 'natural_only'): boolean => readConstraint(mentions, name) !== undefined;
  const wantedOrigins = (origin: 'animal' | 'synthetic'): Mention[] =>
    mentions.filter((mention) => speaks(mention) && mention.sense.origin === origin);
  if (!mentions.some(({ sense }) => sense.origin !== undefined)) return [];
  return [
    ...(asks('vegan') ? wantedOrigins('animal') : []).map(({ sense }) => ({
      ko: `비건을 원하지만 ${sense.note ?? sense.term}은(는) 동물에서 옵니다.`,
      en: `The wish is for a vegan scent, yet ${sense.note ?? sense.term} comes from animals.`,
    })),
    ...(asks('natural_only') ? wantedOrigins('synthetic') : []).map(({ sense }) => ({
      ko: `천연 원료만 원하지만 ${sense.note ?? sense.term}은(는) 합성 원료입니다.`,
      en: `The wish is for naturals only, yet ${sense.note ?? sense.term} is synthetic.`,
    })),
  ];
}

function seasonBothWays(mentions: readonly Mention[]): Said[] {
  const refused = new Set(mentions.filter(refuses).flatMap(({ sense }) => sense.seasons));
  const both = mentions
    .filter(speaks)
    .flatMap(({ sense }) => sense.seasons.filter((season) => refused.has(season)));
  return [...new Set(both)].map((season) => ({
    ko: `${season}을(를) 원하면서 동시에 아니라고 합니다.`,
    en: `The wish is for ${season} and not for ${season}.`,
  }));
}
