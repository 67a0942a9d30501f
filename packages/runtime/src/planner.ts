import type { Mode, Reason, Role } from '@accord/contract';
import { type NanoUsd, usdText } from '@accord/kernel';

/** From the richest mode down; a plan only ever moves to the right. */
export const MODES_DOWNWARD: readonly Mode[] = ['creative', 'balanced', 'fast'];

/** The next mode down; undefined below the least. */
export const lesserMode = (mode: Mode): Mode | undefined => MODES_DOWNWARD[MODES_DOWNWARD.indexOf(mode) + 1];

/** Whether a role can be answered by an engine it is bound to. */
export type RoleCondition =
  | { readonly state: 'up' }
  /** `retryInMs`: when the earliest of its engines will be tried again. */
  | { readonly state: 'down'; readonly detail: string; readonly retryInMs: number };

/** What a mode is expected to take, from what it took lately. */
export interface Prediction {
  /** 95th percentile of the latency in milliseconds; undefined while too little was measured. */
  readonly p95Ms: number | undefined;
  readonly costNanoUsd: NanoUsd;
}

/** Share of a mode's requests that lately failed or had to be answered otherwise. */
export interface ErrorBudget {
  readonly failedShare: number;
  readonly allowedShare: number;
  readonly spent: boolean;
}

/** All that a plan is decided by, read at one moment. */
export interface PlanConditions {
  readonly roles: (role: Role) => RoleCondition;
  readonly predict: (mode: Mode) => Prediction;
  readonly errorBudget: (mode: Mode) => ErrorBudget;
  /** Milliseconds left of the request's deadline. */
  readonly remainingMs: number;
  /** Money left to the request; undefined when there is no limit. */
  readonly remainingNanoUsd: NanoUsd | undefined;
  /** Whether the process lags so far behind that it should do less for each request. */
  readonly lagging: { readonly lagMs: number; readonly limitMs: number } | undefined;
}

export type PlanChoice =
  | { readonly kind: 'mode'; readonly mode: Mode; readonly reasons: readonly Reason[] }
  /** No mode can be run by the engines: what is left is an answer from the cache, rules, or none. */
  | { readonly kind: 'none'; readonly reasons: readonly Reason[]; readonly retryInMs: number };

/**
 * Chooses the richest mode, from the one asked for downward, that its engines, the deadline, the error budget and the
 * money allow. Each mode that was looked at leaves its reason, with the numbers that decided it.
 */
export function choosePlan(
  asked: Mode,
  plans: Readonly<Record<Mode, readonly Role[]>>,
  conditions: PlanConditions,
): PlanChoice {
  const reasons: Reason[] = [];
  for (const mode of MODES_DOWNWARD.slice(MODES_DOWNWARD.indexOf(asked))) {
    const roles = plans[mode];
    const refusal = refusalOf(mode, roles, conditions);
    if (refusal === undefined) {
      reasons.push(taken(asked, mode, roles, conditions));
      return { kind: 'mode', mode, reasons };
    }
    reasons.push(refusal);
  }
  return { kind: 'none', reasons, retryInMs: retryAfter(plans.fast, conditions) };
}

function taken(
  asked: Mode,
  mode: Mode,
  roles: readonly Role[],
  { remainingMs, predict }: PlanConditions,
): Reason {
  const { p95Ms, costNanoUsd } = predict(mode);
  const numbers = {
    remaining_ms: Math.round(remainingMs),
    ...(p95Ms !== undefined && { predicted_p95_ms: round(p95Ms) }),
    ...(costNanoUsd > 0 && { predicted_cost_usd: Number(usdText(costNanoUsd)) }),
  };
  const code = mode === asked ? 'mode_as_asked' : 'mode_downshifted';
  return { step: 'plan', code, outcome: 'taken', message: `${mode} runs ${roles.join(', ')}`, numbers };
}

/** Why a mode cannot be run now; undefined when it can. The first reason found is the one told. */
function refusalOf(mode: Mode, roles: readonly Role[], conditions: PlanConditions): Reason | undefined {
  return (
    downRole(mode, roles, conditions) ??
    tooLittleTime(mode, conditions) ??
    tooLittleMoney(mode, conditions) ??
    tooManyFailures(mode, conditions) ??
    tooMuchLag(mode, conditions)
  );
}

const refused = (code: string, message: string, numbers?: Record<string, number>): Reason => ({
  step: 'plan',
  code,
  outcome: 'refused',
  message,
  ...(numbers && { numbers }),
});

function downRole(mode: Mode, roles: readonly Role[], conditions: PlanConditions): Reason | undefined {
  for (const role of roles) {
    const condition = conditions.roles(role);
    if (condition.state === 'up') continue;
    return refused(`${role}_down`, `${mode} needs the ${role}, which is down: ${condition.detail}`, {
      retry_in_ms: Math.round(condition.retryInMs),
    });
  }
  return undefined;
}

function tooLittleTime(mode: Mode, { predict, remainingMs }: PlanConditions): Reason | undefined {
  const { p95Ms } = predict(mode);
  if (p95Ms === undefined || p95Ms <= remainingMs) return undefined;
  return refused(
    'too_little_time',
    `${mode} takes up to ${round(p95Ms)} ms (95 of 100), and ${Math.round(remainingMs)} ms are left`,
    { predicted_p95_ms: round(p95Ms), remaining_ms: Math.round(remainingMs) },
  );
}

function tooLittleMoney(mode: Mode, { predict, remainingNanoUsd }: PlanConditions): Reason | undefined {
  const { costNanoUsd } = predict(mode);
  if (remainingNanoUsd === undefined || costNanoUsd <= remainingNanoUsd) return undefined;
  const [cost, left] = [usdText(costNanoUsd), usdText(remainingNanoUsd)];
  return refused('too_little_money', `${mode} costs about $${cost}, and $${left} are left`, {
    predicted_cost_usd: Number(cost),
    remaining_usd: Number(left),
  });
}

function tooManyFailures(mode: Mode, { errorBudget }: PlanConditions): Reason | undefined {
  const { failedShare, allowedShare, spent } = errorBudget(mode);
  // The least mode has nothing below it that could fail less; it is judged by its engines alone.
  if (!spent || mode === 'fast') return undefined;
  return refused(
    'error_budget_spent',
    `${percent(failedShare)} of ${mode} failed lately, and ${percent(allowedShare)} may`,
    { failed_share: round(failedShare), allowed_share: allowedShare },
  );
}

function tooMuchLag(mode: Mode, { lagging }: PlanConditions): Reason | undefined {
  if (lagging === undefined || mode === 'fast') return undefined;
  const { lagMs, limitMs } = lagging;
  return refused(
    'process_lags',
    `the process lags ${round(lagMs)} ms behind, and ${limitMs} ms are allowed`,
    {
      lag_ms: round(lagMs),
      limit_ms: limitMs,
    },
  );
}

/** When trying again makes sense: once every role of the least mode may be up. */
function retryAfter(roles: readonly Role[], conditions: PlanConditions): number {
  const waits = roles.map((role) => {
    const condition = conditions.roles(role);
    return condition.state === 'up' ? 0 : condition.retryInMs;
  });
  return Math.max(0, ...waits);
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
