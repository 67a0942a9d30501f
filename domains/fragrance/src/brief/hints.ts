import { readFileSync } from 'node:fs';
import {
  type Brief,
  FAMILIES,
  type Family,
  type Language,
  type Season,
  SEASONS,
  TARGET_PROFILES,
  type TargetProfile,
} from '@accord/contract';
import { FEWEST_HINTS } from './answers.ts';
import { type LexiconEntry, readLexicon } from './lexicon.ts';

const PREFERRED = 0.5;

/** What a hint is about: a family, the season, the occasion, or the craft itself. */
type Subject = Family | Season | TargetProfile | 'any';
const SUBJECTS: readonly Subject[] = [...FAMILIES, ...SEASONS, ...TARGET_PROFILES, 'any'];

interface Hint {
  readonly about: Subject;
  readonly text: string;
  /** Canonical names of the notes it speaks of. */
  readonly notes: ReadonlySet<string>;
}

/**
 * Ideas to start a formula from, without a model: those of the preferred families in turn, the strongest first, one for
 * the season and one for the occasion where the wish names them, and then ideas that fit any formula; none that names a
 * refused note. From 5 for a plain wish, one more for each further thing it speaks of, up to the limit. The same brief
 * gets the same ideas, and briefs that differ in notes, mood, season or occasion begin at different ones.
 */
export function hintsFor(brief: Brief, limit: number): string[] {
  const refused = brief.notes.excluded;
  const open = hintsIn(brief.language).filter(({ notes }) => !refused.some((note) => notes.has(note)));
  const turn = fingerprint(brief);
  const poolOf = (about: Subject): Hint[] =>
    turned(
      open.filter((hint) => hint.about === about),
      turn,
    );
  const families = preferredFamilies(brief);
  const setting = settingOf(brief).flatMap((about) => poolOf(about).slice(0, 1));
  const count = Math.min(limit, FEWEST_HINTS + Math.max(0, families.length - 1) + setting.length);
  // At least one speaks of the craft and of nothing else.
  const ofFamilies = inTurn(families.map(poolOf)).slice(0, count - setting.length - 1);
  return [...ofFamilies, ...setting, ...poolOf('any')].slice(0, count).map(({ text }) => text);
}

/** The season and the occasion, where the wish speaks of them. */
function settingOf({ season, target_profile: profile, inferred }: Brief): Subject[] {
  const [first] = season;
  return [...(first === undefined ? [] : [first]), ...(inferred.includes('target_profile') ? [] : [profile])];
}

/** The strongest first; the style leads on a tie. */
function preferredFamilies({ notes_preference: degree, style }: Brief): Family[] {
  const leads = (family: Family): number => (family === style ? 1 : 0);
  return FAMILIES.filter((family) => degree[family] >= PREFERRED).sort(
    (a, b) => degree[b] - degree[a] || leads(b) - leads(a),
  );
}

/** The first of each list, then the second of each, and so on. */
function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const rounds = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}

function turned<Item>(items: readonly Item[], by: number): Item[] {
  const from = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}

/** FNV-1a (Fowler, Noll and Vo) of what tells one wish from another. */
function fingerprint({ notes, mood, season, target_profile }: Brief): number {
  let hash = 0x811c9dc5;
  for (const character of [...notes.required, ...mood, ...season, target_profile].join()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

const known = new Map<Language, readonly Hint[]>();

function hintsIn(language: Language): readonly Hint[] {
  const hints = known.get(language) ?? readHints(language);
  known.set(language, hints);
  return hints;
}

function readHints(language: Language): Hint[] {
  const file = new URL(`../../data/hints/${language}.tsv`, import.meta.url);
  const lexicon = readLexicon(language);
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [subject, text] = line.split('\t');
    const about = SUBJECTS.find((one) => one === subject);
    if (about === undefined || text === undefined) throw new TypeError(`hints ${language}: ${line}`);
    return { about, text, notes: new Set(notesIn(text.toLowerCase(), lexicon)) };
  });
}

/** Rather too many than too few: a spelling inside a longer word counts, unless it is a single syllable. */
const notesIn = (text: string, lexicon: readonly LexiconEntry[]): string[] =>
  lexicon.flatMap(({ spellings, sense: { note } }) =>
    note !== undefined && spellings.some((spelling) => speaksOf(text, spelling)) ? [note] : [],
  );

const speaksOf = (text: string, spelling: string): boolean =>
  (spelling.length > 1 ? text : ` ${text}`).includes(spelling.length > 1 ? spelling : ` ${spelling}`);
