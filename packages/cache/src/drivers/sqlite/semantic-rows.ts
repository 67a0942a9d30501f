import type { Case } from '../../semantic/case.ts';
import { NEVER } from '../../semantic/entry-threshold.ts';
import type { CheckSource, Evidence } from '../../semantic/evidence.ts';
import type {
  CheckState,
  EntryRecord,
  Histogram,
  KeptCheck,
  ListedCheck,
  NearMiss,
} from '../../semantic/store.ts';

/** Rows as the tables hold them, and what they say. */

export interface CaseRow {
  readonly opening: number;
  readonly evidence: string;
  readonly quick: number;
  readonly slow: number;
}

export interface EntryRow {
  readonly outcomes: string;
  /** Null for an entry that answers nobody. */
  readonly threshold: number | null;
}

export interface CheckRow {
  readonly id: number;
  readonly tenant: string;
  readonly task: string;
  readonly basis: string;
  readonly band: number;
  readonly at: number;
  readonly similarity: number;
  readonly threshold: number;
  readonly halvings: number;
  readonly about: 'case' | 'entry';
  readonly served: 0 | 1;
  readonly entry_tenant: string;
  readonly entry_name: string;
  readonly question: string;
  readonly kept_question: string;
  readonly kept_answer: string;
  readonly new_answer: string | null;
  readonly source: CheckSource | null;
  readonly wrong: 0 | 1 | null;
}

export interface NearMissRow {
  readonly tenant: string;
  readonly task: string;
  readonly basis: string;
  readonly at: number;
  readonly similarity: number;
  readonly threshold: number;
  readonly question: string;
  readonly kept_question: string;
  readonly guard: string;
  readonly detail: string;
}

export function caseOf(row: CaseRow | undefined): Case | undefined {
  if (row === undefined) return undefined;
  return {
    opening: row.opening,
    evidence: JSON.parse(row.evidence) as Evidence,
    suspicion: { quick: row.quick, slow: row.slow },
  };
}

export const entryOf = (row: EntryRow | undefined): EntryRecord | undefined =>
  row && {
    outcomes: JSON.parse(row.outcomes) as EntryRecord['outcomes'],
    threshold: row.threshold ?? NEVER,
  };

export const entryRow = ({ outcomes, threshold }: EntryRecord): EntryRow => ({
  outcomes: JSON.stringify(outcomes),
  threshold: threshold === NEVER ? null : threshold,
});

export function checkRow(check: KeptCheck, state: CheckState): Omit<CheckRow, 'id'> {
  const { entry, keptQuestion, keptAnswer, newAnswer, served, ...same } = check;
  return {
    ...same,
    served: served ? 1 : 0,
    entry_tenant: entry.tenant,
    entry_name: entry.name,
    kept_question: keptQuestion,
    kept_answer: keptAnswer,
    new_answer: newAnswer ?? null,
    source: state.kind === 'judged' ? state.source : null,
    wrong: state.kind === 'judged' ? (state.wrong ? 1 : 0) : null,
  };
}

export function checkOf(row: CheckRow): ListedCheck {
  const { entry_tenant, entry_name, kept_question, kept_answer, new_answer, served, source, wrong, ...same } =
    row;
  return {
    ...same,
    served: served === 1,
    entry: { tenant: entry_tenant, name: entry_name },
    keptQuestion: kept_question,
    keptAnswer: kept_answer,
    newAnswer: new_answer ?? undefined,
    state: source === null ? { kind: 'open' } : { kind: 'judged', source, wrong: wrong === 1 },
  };
}

export function nearMissOf({ kept_question, ...same }: NearMissRow): NearMiss {
  return { ...same, keptQuestion: kept_question };
}

export const histogramOf = (
  rows: readonly { readonly bucket: number; readonly count: number }[],
): Histogram => Object.fromEntries(rows.map(({ bucket, count }) => [bucket, count]));
