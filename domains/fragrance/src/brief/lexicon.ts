import { readFileSync } from 'node:fs';
import {
  BUDGET_TIERS,
  type BudgetTier,
  FAMILIES,
  type Family,
  MOODS,
  type Mood,
  type ProductCategory,
  SEASONS,
  type Season,
  TARGET_PROFILES,
  type TargetProfile,
} from '@accord/contract';

/** A weight from here on says that the word names the family; below, it only connotes it. */
export const NAMING_WEIGHT = 0.6;

export interface Amount {
  readonly kind: 'set' | 'shift';
  readonly by: number;
}

const CONSTRAINTS = ['vegan', 'natural_only', 'allergen_free'] as const;
export type ConstraintName = (typeof CONSTRAINTS)[number];

/** What a word or phrase of the lexicon means for a brief. */
export interface Sense {
  readonly term: string;
  readonly part: 'noun' | 'adjective' | 'root' | 'phrase';
  readonly families: readonly (readonly [family: Family, weight: number])[];
  /** What it does to the families, in words, for the decision record. */
  readonly effect: string;
  /** True when the word names at least one family. */
  readonly names: boolean;
  readonly note: string | undefined;
  readonly intensity: Amount | undefined;
  readonly complexity: Amount | undefined;
  readonly moods: readonly Mood[];
  readonly seasons: readonly Season[];
  readonly budget: BudgetTier | undefined;
  readonly product: ProductCategory | undefined;
  readonly profile: TargetProfile | undefined;
  readonly constraints: readonly ConstraintName[];
  /** The constraint that refusing this sets: no animal materials, no synthetics, no allergens. */
  readonly without: ConstraintName | undefined;
  readonly origin: 'animal' | 'synthetic' | undefined;
  readonly topic: 'scent' | 'other' | undefined;
  /** A homograph: counts only beside words of scent. */
  readonly needsScent: boolean;
  /** Does not count when the text goes on like this. */
  readonly notBefore: readonly string[];
  /** Does not count when the text before ends like this. */
  readonly notAfter: readonly string[];
}

export interface LexiconEntry {
  /** The spellings of the entry, dictionary forms. */
  readonly spellings: readonly string[];
  readonly sense: Sense;
}

const PARTS: Readonly<Record<string, Sense['part']>> = {
  N: 'noun',
  A: 'adjective',
  R: 'root',
  X: 'phrase',
};
const COLUMNS = [
  'term',
  'pos',
  'families',
  'note',
  'intensity',
  'complexity',
  'mood',
  'season',
  'sets',
  'sense',
] as const;
/** Keys of the columns `sets` and `sense`. */
const SETTINGS = ['budget', 'product', 'profile', 'constraint', 'without', 'origin', 'topic'] as const;
const GUARDS = ['scent', 'not', 'prevnot'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Reads one language's lexicon. A row that breaks the format stops the start, by name. */
export function readLexicon(language: 'ko' | 'en'): LexiconEntry[] {
  const file = new URL(`../../data/lexicon/${language}.tsv`, import.meta.url);
  return parseLexicon(language, readFileSync(file, 'utf8'));
}

/** Entries of a lexicon in the format of `data/lexicon/README.md`. `name` says in a fault which one it is. */
export function parseLexicon(name: string, tsv: string): LexiconEntry[] {
  const [header, ...lines] = tsv.split('\n');
  if (header !== COLUMNS.join('\t')) throw new TypeError(`lexicon ${name}: unexpected header`);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [entryOf(line)];
    } catch (cause) {
      throw new TypeError(`lexicon ${name}, line ${index + 2}: ${line}`, { cause });
    }
  });
}

function entryOf(line: string): LexiconEntry {
  const cells = line.split('\t');
  if (cells.length > COLUMNS.length) throw new TypeError('too many columns');
  const row = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] ?? ''])) as Row;
  const spellings = row.term.split('|');
  const [term] = spellings;
  const part = PARTS[row.pos];
  if (term === undefined || spellings.includes('') || part === undefined)
    throw new TypeError('term or pos is missing');
  return { spellings, sense: senseOf(term, part, row) };
}

function senseOf(term: string, part: Sense['part'], row: Row): Sense {
  const families = words(row.families).map((pair): [Family, number] => {
    const [family, weight] = pair.split(':');
    return [oneOf(FAMILIES, family), weightOf(weight)];
  });
  const sets = pairs(row.sets);
  const guards = words(row.sense);
  for (const guard of guards) oneOf(GUARDS, guard.split('=')[0]);
  for (const key of sets.keys()) oneOf(SETTINGS, key);
  const product = sets.get('product')?.[0]?.replace('_', ' ');
  return {
    term,
    part,
    families: shared(families),
    effect: families.map(([family, weight]) => `${family} ${weight}`).join(', '),
    names: families.some(([, weight]) => weight >= NAMING_WEIGHT),
    note: row.note === '' ? undefined : row.note,
    intensity: amount(row.intensity),
    complexity: amount(row.complexity),
    moods: shared(commas(row.mood).map((mood) => oneOf(MOODS, mood))),
    seasons: shared(commas(row.season).map((season) => oneOf(SEASONS, season))),
    budget: optional(sets.get('budget')?.[0], BUDGET_TIERS),
    product: optional(product, ['EDP', 'EDT', 'Cologne', 'Body Spray'] as const),
    profile: optional(sets.get('profile')?.[0], TARGET_PROFILES),
    constraints: shared((sets.get('constraint') ?? []).map((name) => oneOf(CONSTRAINTS, name))),
    without: optional(sets.get('without')?.[0], CONSTRAINTS),
    origin: optional(sets.get('origin')?.[0], ['animal', 'synthetic'] as const),
    topic: optional(sets.get('topic')?.[0], ['scent', 'other'] as const),
    needsScent: guards.includes('scent'),
    notBefore: shared(guarded(guards, 'not=')),
    notAfter: shared(guarded(guards, 'prevnot=')),
  };
}

const NONE: readonly never[] = [];

/** Most lists of a sense are empty. As one list they stay at hand, where one each would have to be fetched for each word. */
const shared = <Item>(list: readonly Item[]): readonly Item[] => (list.length === 0 ? NONE : list);

function weightOf(cell: string | undefined): number {
  const weight = Number(cell);
  if (!(weight > 0 && weight <= 1)) throw new TypeError(`not a weight: ${cell}`);
  return weight;
}

const words = (cell: string): string[] => cell.split(' ').filter((word) => word !== '');
const commas = (cell: string): string[] =>
  cell
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function pairs(cell: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const word of words(cell)) {
    const [key, value] = word.split(':');
    if (key === undefined || value === undefined) throw new TypeError(`not a pair: ${word}`);
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

const guarded = (guards: readonly string[], prefix: string): string[] =>
  guards
    .filter((guard) => guard.startsWith(prefix))
    .flatMap((guard) => guard.slice(prefix.length).split(';'))
    .filter((text) => text !== '')
    .map((text) => text.replaceAll('_', ' '));

function oneOf<const Known extends string>(known: readonly Known[], word: string | undefined): Known {
  const found = known.find((candidate) => candidate === word);
  if (found === undefined) throw new TypeError(`${word} is not one of ${known.join(', ')}`);
  return found;
}

const optional = <const Known extends string>(
  word: string | undefined,
  known: readonly Known[],
): Known | undefined => (word === undefined ? undefined : oneOf(known, word));

function amount(cell: string): Amount | undefined {
  if (cell === '') return undefined;
  const by = Number(cell.slice(cell.startsWith('=') ? 1 : 0));
  if (!Number.isFinite(by)) throw new TypeError(`not an amount: ${cell}`);
  return { kind: cell.startsWith('=') ? 'set' : 'shift', by };
}
