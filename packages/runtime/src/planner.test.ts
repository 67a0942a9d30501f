import type { Mode, Role } from '@accord/contract';
import { nanoUsd } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { choosePlan, type PlanConditions, type RoleCondition } from './planner.ts';

const plans: Readonly<Record<Mode, readonly Role[]>> = {
  fast: ['interpreter'],
  balanced: ['interpreter', 'validator'],
  creative: ['interpreter', 'validator', 'creative'],
};

const calm: PlanConditions = {
  roles: () => ({ state: 'up' }),
  predict: () => ({ p95Ms: undefined, costNanoUsd: nanoUsd(0) }),
  errorBudget: () => ({ failedShare: 0, allowedShare: 0.05, spent: false }),
  remainingMs: 30_000,
  remainingNanoUsd: undefined,
  lagging: undefined,
};

const down = (...roles: Role[]): PlanConditions['roles'] => {
  const broken: RoleCondition = { state: 'down', detail: 'its breaker is open', retryInMs: 4000 };
  return (role) => (roles.includes(role) ? broken : { state: 'up' });
};

const latencies =
  (p95: Record<Mode, number>): PlanConditions['predict'] =>
  (mode) => ({ p95Ms: p95[mode], costNanoUsd: nanoUsd(0) });

const choose = ({ asked = 'creative', ...over }: Partial<PlanConditions> & { readonly asked?: Mode }) => {
  const choice = choosePlan(asked, plans, { ...calm, ...over });
  const said = choice.reasons.map(({ code, outcome }) => `${code} ${outcome}`);
  return { mode: choice.kind === 'mode' ? choice.mode : choice.kind, said, choice };
};

describe('choosePlan', () => {
  it.each(['fast', 'balanced', 'creative'] as const)('takes %s when nothing speaks against it', (asked) => {
    expect(choose({ asked })).toMatchObject({ mode: asked, said: ['mode_as_asked taken'] });
  });

  it('steps down past each role that is down, and says so with the time of the next try', () => {
    expect(choose({ roles: down('creative') })).toMatchObject({
      mode: 'balanced',
      said: ['creative_down refused', 'mode_downshifted taken'],
    });
    const { mode, choice } = choose({ roles: down('creative', 'validator') });
    expect(mode).toBe('fast');
    expect(choice.reasons[0]).toEqual({
      step: 'plan',
      code: 'validator_down',
      outcome: 'refused',
      message: 'creative needs the validator, which is down: its breaker is open',
      numbers: { retry_in_ms: 4000 },
    });
  });

  it('finds no mode without the interpreter, and says when one may be back', () => {
    const { choice, said } = choose({ roles: down('interpreter') });
    expect(choice).toMatchObject({ kind: 'none', retryInMs: 4000 });
    expect(said).toEqual(Array.from({ length: 3 }, () => 'interpreter_down refused'));
  });

  it('never takes a richer mode than the one asked for', () => {
    expect(choose({ asked: 'fast', roles: down('interpreter') }).said).toEqual(['interpreter_down refused']);
    expect(choose({ asked: 'balanced', roles: down('validator') }).mode).toBe('fast');
  });

  it('takes what fits into the time that is left', () => {
    const predict = latencies({ fast: 3000, balanced: 7000, creative: 15_000 });
    expect(choose({ predict, remainingMs: 15_000 }).mode).toBe('creative');
    const { mode, choice } = choose({ predict, remainingMs: 14_999.6 });
    expect(mode).toBe('balanced');
    expect(choice.reasons[0]).toMatchObject({
      code: 'too_little_time',
      message: 'creative takes up to 15000 ms (95 of 100), and 15000 ms are left',
      numbers: { predicted_p95_ms: 15_000, remaining_ms: 15_000 },
    });
    expect(choose({ predict, remainingMs: 2999 }).mode).toBe('none');
  });

  it('tries a mode that was not measured yet', () => {
    expect(choose({ remainingMs: 1 }).mode).toBe('creative');
  });

  it('takes what the money allows', () => {
    const cost = { fast: 1_000_000, balanced: 3_000_000, creative: 7_000_000 };
    const predict: PlanConditions['predict'] = (mode) => ({
      p95Ms: undefined,
      costNanoUsd: nanoUsd(cost[mode]),
    });
    const { mode, choice } = choose({ predict, remainingNanoUsd: nanoUsd(3_000_000) });
    expect(mode).toBe('balanced');
    expect(choice.reasons[0]).toMatchObject({
      code: 'too_little_money',
      numbers: { predicted_cost_usd: 0.007, remaining_usd: 0.003 },
    });
    expect(choose({ predict, remainingNanoUsd: nanoUsd(0) }).mode).toBe('none');
  });

  it('leaves a mode whose failures have spent its budget, but never the least one', () => {
    const spent = { failedShare: 0.1234, allowedShare: 0.05, spent: true };
    expect(choose({ errorBudget: () => spent })).toMatchObject({
      mode: 'fast',
      said: ['error_budget_spent refused', 'error_budget_spent refused', 'mode_downshifted taken'],
    });
  });

  it('does less for each request while the process lags', () => {
    expect(choose({ lagging: { lagMs: 250, limitMs: 100 } })).toMatchObject({
      mode: 'fast',
      said: ['process_lags refused', 'process_lags refused', 'mode_downshifted taken'],
    });
  });
});
