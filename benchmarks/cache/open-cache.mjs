import { createCache, createTally, cacheKnobs, cacheParameters } from '@accord/cache';
import { memoryCache } from '@accord/cache/drivers/memory';
import { memoryStats } from '@accord/cache/drivers/memory-stats';
import { createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';

/** A cache with the defaults of every knob, over the memory of this process and the levels given. */
export function openBenchCache({ values = {}, ...options } = {}) {
  const layer = { origin: 'benchmark', values: new Map(Object.entries(values)) };
  const parameters = cacheParameters(resolveKnobs(cacheKnobs, [layer]));
  return createCache({
    clock: systemClock,
    rng: createRng(1),
    parameters,
    tally: createTally(),
    memory: memoryCache({ knobs: parameters.l1, clock: systemClock }),
    levels: [],
    stats: memoryStats(),
    reporter: 'benchmark',
    onBackgroundFailure: (error) => {
      throw error;
    },
    ...options,
  });
}
