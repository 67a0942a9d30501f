import { MODES, type Mode } from '@accord/contract';
import { type Clock, type NanoUsd, nanoUsd } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type RollingHistogram, rollingHistogram } from '@accord/telemetry';
import type { downshiftKnobs } from './knobs.ts';
import type { ErrorBudget } from './planner.ts';

/** How a plan went: as planned, or otherwise: an engine failed, so that less was answered, or nothing. */
export type PlanOutcome = 'as_planned' | 'fell_short';

export interface ModeRecord {
  readonly requests: number;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly meanCostNanoUsd: NanoUsd | undefined;
  readonly meanOutputTokens: number | undefined;
}

/** What each plan of each task took lately; what plans are predicted by. */
export interface ServingRecord {
  finished(task: string, mode: Mode, run: FinishedRun): void;
  predict(task: string, mode: Mode): Expectation;
  errorBudget(task: string, mode: Mode): ErrorBudget;
  /** Since the start, over all tasks or of one. */
  report(task: string, mode: Mode): ModeRecord;
}

/** What is known of a plan; undefined where too little was measured. */
export interface Expectation {
  readonly p95Ms: number | undefined;
  readonly costNanoUsd: NanoUsd | undefined;
}

export interface FinishedRun {
  readonly outcome: PlanOutcome;
  readonly tookMs: number;
  readonly costNanoUsd: NanoUsd;
  readonly outputTokens: number;
}

/** Share of the newest run in the mean cost. */
const NEWEST_SHARE = 0.1;

interface PlanHistory {
  readonly latencies: RollingHistogram;
  readonly failures: RollingHistogram;
  requests: number;
  costNanoUsd: number;
  totalCostNanoUsd: number;
  totalOutputTokens: number;
  /** Kept for a while, because a quantile costs more than all the rest of a plan by rules. */
  predicted: Expectation;
  predictedAt: number;
}

const UNKNOWN: Expectation = { p95Ms: undefined, costNanoUsd: undefined };

export function servingRecord(clock: Clock, knobs: KnobValues<typeof downshiftKnobs>): ServingRecord {
  const tasks = new Map<string, Readonly<Record<Mode, PlanHistory>>>();
  const historyOf = (task: string, mode: Mode): PlanHistory => {
    let histories = tasks.get(task);
    if (histories === undefined) {
      const made = MODES.map((each) => [each, newHistory(clock, knobs.history_ms)]);
      histories = Object.fromEntries(made) as Readonly<Record<Mode, PlanHistory>>;
      tasks.set(task, histories);
    }
    return histories[mode];
  };

  return {
    finished(task, mode, { outcome, tookMs, costNanoUsd, outputTokens }) {
      const history = historyOf(task, mode);
      const first = history.requests === 0;
      history.requests += 1;
      history.latencies.record(tookMs);
      if (outcome === 'fell_short') history.failures.record(tookMs);
      history.costNanoUsd += (first ? 1 : NEWEST_SHARE) * (costNanoUsd - history.costNanoUsd);
      history.totalCostNanoUsd += costNanoUsd;
      history.totalOutputTokens += outputTokens;
    },

    predict(task, mode) {
      const history = historyOf(task, mode);
      const now = clock.monotonic();
      if (now - history.predictedAt < knobs.prediction_ms) return history.predicted;
      history.predictedAt = now;
      history.predicted = predictionOf(history, knobs.measured_min);
      return history.predicted;
    },

    errorBudget(task, mode) {
      const { latencies, failures } = historyOf(task, mode);
      const allowedShare = knobs.error_share;
      const failed = failures.count;
      if (failed === 0) return { failedShare: 0, allowedShare, spent: false };
      const measured = latencies.count;
      const failedShare = failed / measured;
      return {
        failedShare,
        allowedShare,
        spent: measured >= knobs.measured_min && failedShare > allowedShare,
      };
    },

    report(task, mode) {
      const { requests, latencies, totalCostNanoUsd, totalOutputTokens } = historyOf(task, mode);
      return {
        requests,
        p50Ms: latencies.quantile(0.5),
        p95Ms: latencies.quantile(0.95),
        meanCostNanoUsd: requests === 0 ? undefined : nanoUsd(Math.round(totalCostNanoUsd / requests)),
        meanOutputTokens: requests === 0 ? undefined : totalOutputTokens / requests,
      };
    },
  };
}

function newHistory(clock: Clock, windowMs: number): PlanHistory {
  return {
    latencies: rollingHistogram({ windowMs, clock }),
    failures: rollingHistogram({ windowMs, clock }),
    requests: 0,
    costNanoUsd: 0,
    totalCostNanoUsd: 0,
    totalOutputTokens: 0,
    predicted: UNKNOWN,
    predictedAt: Number.NEGATIVE_INFINITY,
  };
}

function predictionOf({ latencies, costNanoUsd, requests }: PlanHistory, measuredMin: number): Expectation {
  const measured = latencies.count >= measuredMin;
  return {
    p95Ms: measured ? latencies.quantile(0.95) : undefined,
    costNanoUsd: requests === 0 ? undefined : nanoUsd(Math.round(costNanoUsd)),
  };
}
