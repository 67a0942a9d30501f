import { createIdSource, createRng, nanoUsd, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { breakerKnobs, bulkheadKnobs, healthTrackingKnobs, queueKnobs, retryKnobs } from '@accord/resilience';
import {
  createRuntime,
  creativeKnobs,
  downshiftKnobs,
  guardEngine,
  interpreterKnobs,
  limitKnobs,
  taskStep,
  validatorKnobs,
} from '@accord/runtime';
import { z } from 'zod';

const answer = z.strictObject({ word: z.string() });
const step = (role) =>
  taskStep({
    role,
    version: '1',
    answer,
    prompt: ({ input }) => [{ role: 'user', content: input }],
    rules: () => ({ output: { word: 'rule' } }),
    take: (_, taken) => taken,
  });

/** A task of two roles whose own work is next to nothing. */
export const wordTask = {
  name: 'bench.word',
  output: answer,
  basis: () => '',
  plans: {
    fast: ['interpreter'],
    balanced: ['interpreter', 'validator'],
    creative: ['interpreter', 'validator'],
  },
  steps: [step('interpreter'), step('validator')],
  begin: () => ({ word: '' }),
  finish: (draft) => draft,
};

/** A runtime on the declared defaults, without a cache, around one guarded engine. `over`: `{path: value}` of knobs. */
export function runtimeAround(engine, decisions, over = {}) {
  const sets = [breakerKnobs, bulkheadKnobs, healthTrackingKnobs, queueKnobs, retryKnobs];
  const serving = [interpreterKnobs, validatorKnobs, creativeKnobs, downshiftKnobs, limitKnobs];
  const values = new Map(Object.entries(over));
  const knobs = resolveKnobs([...sets, ...serving], [{ origin: 'benchmark', values }]);
  const clock = systemClock;
  const guarded = guardEngine({
    key: 'bench/model',
    engine,
    price: { inputPicoUsd: 0, outputPicoUsd: 0 },
    clock,
    rng: createRng(1),
    knobs: {
      breaker: knobs.of(breakerKnobs),
      bulkhead: knobs.of(bulkheadKnobs),
      queue: knobs.of(queueKnobs),
      retry: knobs.of(retryKnobs),
      health: knobs.of(healthTrackingKnobs),
    },
    onBreakerChange: () => {},
  });
  const runtime = createRuntime({
    clock,
    nextId: createIdSource(clock, createRng(2)),
    engines: { interpreter: [guarded], validator: [guarded], creative: [guarded] },
    parameters: {
      interpreter: knobs.of(interpreterKnobs),
      validator: knobs.of(validatorKnobs),
      creative: knobs.of(creativeKnobs),
    },
    downshift: knobs.of(downshiftKnobs),
    limits: knobs.of(limitKnobs),
    spend: { left: () => undefined, spent: () => nanoUsd(0) },
    cache: undefined,
    lagging: () => undefined,
    decisions,
    metrics: { taskFinished: () => {}, downshifted: () => {}, tokensUsed: () => {} },
    tiers: { record: () => {} },
  });
  return { runtime, close: () => guarded.close() };
}
