import type { FormulaJob } from '@accord/contract';
import type { DesignChoice } from '../threads/design-message.ts';
import type { StoredJob } from './job-table.ts';

/** What is to be done, as it is kept with a job. */
export interface JobOrder {
  /** Null where a brief was given. */
  readonly wish: string | null;
  readonly design: DesignChoice;
  /** Whether the taste of the tenant moves it. */
  readonly taste: boolean;
  /** Whether it is made of what the tenant keeps, too. */
  readonly shelf: boolean;
}

export const orderText = (order: JobOrder): string => JSON.stringify(order);

export const orderOf = ({ order }: StoredJob): JobOrder => JSON.parse(order) as JobOrder;

/** A job as it is sent. */
export function jobReply(job: StoredJob): FormulaJob {
  const { wish, design } = orderOf(job);
  const { id, state, progress, error, outcome, formulas, createdAt, startedAt, endedAt } = job;
  return {
    id,
    state,
    wish,
    product: design.product,
    algorithm: design.algorithm,
    preset: design.preset,
    seed: design.seed,
    progress,
    error,
    outcome,
    formulas: [...formulas],
    created_at: createdAt,
    started_at: startedAt ?? null,
    ended_at: endedAt ?? null,
  };
}
