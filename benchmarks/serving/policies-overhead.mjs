import { createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import {
  breakerKnobs,
  bulkheadKnobs,
  createBreaker,
  createBulkhead,
  createDeadline,
  createLoadShedder,
  createRetry,
  eventLoopLag,
  queueKnobs,
  retryKnobs,
  sheddingKnobs,
} from '@accord/resilience';
import { figure, median, rounded } from '../report/figures.mjs';

const CALLS = 2000;
const WARM_ROUNDS = 20;
const ROUNDS = 60;

/** What all policies together add to a call that goes well, while nothing is amiss. */
export async function policiesOverhead() {
  const sampler = eventLoopLag();
  try {
    const bare = async (input) => input;
    const guarded = guard(bare, sampler);
    const rounds = [];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
      const pair = { bare: await microsecondsOf(bare), guarded: await microsecondsOf(guarded) };
      if (round >= WARM_ROUNDS) rounds.push(pair);
    }
    const bareMedian = median(rounds.map(({ bare }) => bare));
    return [
      figure({
        id: 'policies_overhead',
        value: rounded(median(rounds.map(({ bare, guarded }) => guarded - bare))),
        unit: 'µs',
        target: '< 20',
        baseline: { name: 'bare asynchronous call', value: rounded(bareMedian), unit: 'µs' },
        how:
          `Load shedding, deadline, bulkhead with its queue, retry and circuit breaker around an asynchronous function that ` +
          `returns at once, less the bare call; median of ${ROUNDS} rounds of ${CALLS} calls of each in turn.`,
      }),
    ];
  } finally {
    sampler.close();
  }
}

/** The policies around one call, in the order in which a runtime puts them. */
function guard(call, sampler) {
  const clock = systemClock;
  const rng = createRng(1);
  const knobs = resolveKnobs([breakerKnobs, bulkheadKnobs, queueKnobs, retryKnobs, sheddingKnobs], []);
  const shedder = createLoadShedder({ clock, knobs: knobs.of(sheddingKnobs), sampler });
  const retry = createRetry({ clock, rng, knobs: knobs.of(retryKnobs) });
  const bulkhead = createBulkhead({
    clock,
    knobs: knobs.of(bulkheadKnobs),
    queue: knobs.of(queueKnobs),
    isOverload: () => false,
  });
  const breaker = createBreaker({
    name: 'bench',
    clock,
    rng,
    knobs: knobs.of(breakerKnobs),
    isFailure: () => true,
  });
  const isSafe = () => true;

  return async (input) => {
    shedder.admit('default');
    const deadline = createDeadline({ clock, timeoutMs: 10_000 });
    try {
      const attempt = () => breaker.run(() => call(input));
      const inTurn = () => bulkhead.run(attempt, { priority: 'default', deadline });
      return await retry.run(inTurn, { deadline, isSafe });
    } finally {
      deadline.clear();
    }
  };
}

async function microsecondsOf(call) {
  const startedAt = performance.now();
  for (let index = 0; index < CALLS; index++) await call(index);
  return (1000 * (performance.now() - startedAt)) / CALLS;
}
