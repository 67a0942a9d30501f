import type { RunKind, RunState } from '@accord/contract';

/** Words about searches and trainings. */
export interface RunsText {
  readonly title: string;
  readonly lead: string;
  readonly empty: string;
  readonly emptyDetail: string;
  readonly list: string;
  readonly older: (count: string) => string;
  readonly unreadable: (count: string) => string;
  readonly kinds: Readonly<Record<RunKind, string>>;
  readonly made: (kind: string, method: string, preset: string | null) => string;
  readonly states: Readonly<Record<RunState, string>>;
  readonly advice: Readonly<Record<Exclude<RunState, 'finished'>, string>>;
  /** What a step of each kind is. */
  readonly units: Readonly<Record<RunKind, string>>;
  readonly progress: (step: string, budget: string) => string;
  readonly seed: string;
  readonly started: string;
  readonly updated: string;
  readonly noCurves: string;
  readonly curves: Readonly<Record<string, { readonly title: string; readonly means: string }>>;
  readonly atStep: (step: string) => string;
  readonly curveSaid: (title: string, first: string, last: string, least: string, most: string) => string;
  readonly noRollbacks: string;
  readonly rollbacks: (count: string) => string;
  readonly rolledBack: (reason: string, count: string) => string;
  readonly rollback: string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly everyPoint: string;
  readonly parameters: string;
}
