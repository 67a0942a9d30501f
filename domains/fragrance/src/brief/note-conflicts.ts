import { readFileSync } from 'node:fs';
import type { Brief, Language, Warning } from '@accord/contract';
import { readLexicon } from './lexicon.ts';
import { NO_WARNINGS, spansOf } from './warning-spans.ts';

const KINDS = ['synthetic', 'animal', 'costly', 'allergenic'] as const;
type Kind = (typeof KINDS)[number];

/** What a demand or a budget has against a note, as the warning says it. */
type Objection = Readonly<Record<Language, string>>;
/** By note, and then by kind. */
export type NoteFacts = ReadonlyMap<string, Partial<Record<Kind, Objection>>>;

const COLUMNS = 'note\tkind\tko\ten\twhy';

/**
 * What is known against notes: the table of the validator, and the origins that the lexicon marks.
 *
 * @throws TypeError for a row that cannot be read, by its line
 */
export function readNoteFacts(): NoteFacts {
  const facts = new Map<string, Partial<Record<Kind, Objection>>>();
  const add = (note: string, kind: Kind, objection: Objection): void => {
    facts.set(note, { ...facts.get(note), [kind]: objection });
  };
  for (const { sense } of readLexicon('en')) {
    if (sense.note === undefined || sense.origin === undefined) continue;
    add(sense.note, sense.origin, ORIGINS[sense.origin](sense.note));
  }
  const file = new URL('../../data/validation/notes.tsv', import.meta.url);
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (header !== COLUMNS) throw new TypeError('notes.tsv: unexpected header');
  lines.forEach((line, index) => {
    const [note = '', kind, ko = '', en = '', why = ''] = line.split('\t');
    const known = KINDS.find((one) => one === kind);
    if (known === undefined || [note, ko, en, why].includes('')) {
      throw new TypeError(`notes.tsv, line ${index + 2}: ${line}`);
    }
    add(note, known, { ko, en });
  });
  return facts;
}

const ORIGINS: Readonly<Record<'animal' | 'synthetic', (note: string) => Objection>> = {
  animal: (note) => ({
    ko: `${note}: 동물에서 얻는 원료라 비건일 수 없습니다.`,
    en: `A vegan scent cannot hold ${note}, which comes from animals.`,
  }),
  synthetic: (note) => ({
    ko: `${note}: 합성 원료라 천연만 쓰는 향에는 넣을 수 없습니다.`,
    en: `A scent of naturals only cannot hold ${note}, which is synthetic.`,
  }),
};

/** Notes that a demand or the budget rules out. What the reader already called a contradiction is not said again. */
export function findNoteConflicts(facts: NoteFacts, brief: Brief): readonly Warning[] {
  const { constraints, budget_tier: budget, notes } = brief;
  const { vegan, natural_only: natural, allergen_free: mild } = constraints;
  const cheap = budget === 'entry';
  if (notes.required.length === 0 || !(cheap || vegan || natural || mild)) return NO_WARNINGS;
  let found: Warning[] | undefined;
  for (const note of notes.required) {
    const known = facts.get(note);
    if (known === undefined) continue;
    const object = (objection: Objection | undefined, demand: Demand): void => {
      if (objection === undefined || isContradicted(brief, note, demand)) return;
      (found ??= []).push(conflict(brief, note, objection, demand));
    };
    if (vegan) object(known.animal, 'constraints.vegan');
    if (natural) object(known.synthetic, 'constraints.natural_only');
    if (mild) object(known.allergenic, 'constraints.allergen_free');
    if (cheap) object(known.costly, 'budget_tier');
  }
  return found ?? NO_WARNINGS;
}

type Demand = 'constraints.vegan' | 'constraints.natural_only' | 'constraints.allergen_free' | 'budget_tier';

function conflict(brief: Brief, note: string, objection: Objection, demand: Demand): Warning {
  const spans = spansOf(
    brief.evidence,
    ({ field, value }) => field === demand || (field === 'notes.required' && value === note),
  );
  return {
    code: demand === 'budget_tier' ? 'budget_conflict' : 'constraint_conflict',
    message: objection[brief.language],
    ...(spans && { spans }),
  };
}

/** The rules of the reader warn of notes that a demand excludes by origin; they name the note as the brief does. */
const isContradicted = ({ warnings }: Brief, note: string, demand: Demand): boolean =>
  demand !== 'budget_tier' &&
  warnings.some(({ code, message }) => code === 'contradiction' && message.includes(note));
