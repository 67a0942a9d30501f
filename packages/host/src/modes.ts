import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODES, type Mode, type ModesReply } from '@accord/contract';
import { type Clock, usdText } from '@accord/kernel';
import { MODE_RECOMMENDATIONS, type Runtime } from '@accord/runtime';

type ModeReport = ModesReply['modes'][number];
export type ModeEvaluation = Omit<NonNullable<ModeReport['evaluated']>, 'measured_at'>;

/** What each mode does, takes and costs: measured here, beside what the sources state. */
export interface ModesDesk {
  report(): ModesReply;
  /** Keeps the last measurement of a mode over the labelled briefs, for every process of the data folder. */
  keepEvaluation(mode: Mode, evaluation: ModeEvaluation | undefined): void;
}

/** The task whose modes are measured. */
const TASK = 'fragrance.brief';
const FILE = 'mode-evaluations.json';

const ROLES_OF: Readonly<Record<Mode, ModeReport['roles']>> = {
  fast: ['interpreter'],
  balanced: ['interpreter', 'validator'],
  creative: ['interpreter', 'validator', 'creative'],
};

/** What the source documents state of their 7B models on a GPU (fragrance-operations, mode-based performance metrics). */
const EXPECTED: Readonly<Record<Mode, ModeReport['expected']>> = {
  fast: { latency: '2–3 s', quality: 0.75, cost_usd: '0.001' },
  balanced: { latency: '5–7 s', quality: 0.9, cost_usd: '0.003' },
  creative: { latency: '10–15 s', quality: 0.98, cost_usd: '0.007' },
};

export function modesDesk(runtime: Runtime, dataFolder: string, clock: Clock): ModesDesk {
  const path = join(dataFolder, FILE);
  return {
    report() {
      const kept = readEvaluations(path);
      return { modes: MODES.map((mode) => reportOf(runtime, mode, kept[mode])) };
    },
    keepEvaluation(mode, evaluation) {
      const measured_at = new Date(clock.now()).toISOString();
      const kept = { ...readEvaluations(path), [mode]: evaluation && { ...evaluation, measured_at } };
      writeFileSync(`${path}.new`, JSON.stringify(kept, undefined, 2));
      renameSync(`${path}.new`, path);
    },
  };
}

type Evaluations = Readonly<Partial<Record<Mode, ModeReport['evaluated']>>>;

function readEvaluations(path: string): Evaluations {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Evaluations;
  } catch {
    // Not measured yet, or not readable: then there is nothing to show.
    return {};
  }
}

function reportOf(
  { record }: Runtime,
  mode: Mode,
  evaluated: ModeReport['evaluated'] | undefined,
): ModeReport {
  const { requests, p50Ms, p95Ms, meanCostNanoUsd, meanOutputTokens } = record.report(TASK, mode);
  return {
    mode,
    roles: ROLES_OF[mode],
    recommended_for: MODE_RECOMMENDATIONS.filter((one) => one.mode === mode).map(({ useCase }) => useCase),
    live: {
      requests,
      p50_ms: p50Ms ?? null,
      p95_ms: p95Ms ?? null,
      mean_cost_usd: meanCostNanoUsd === undefined ? null : usdText(meanCostNanoUsd),
      mean_output_tokens: meanOutputTokens ?? null,
    },
    evaluated: evaluated ?? null,
    expected: EXPECTED[mode],
  };
}
