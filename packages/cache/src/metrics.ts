import type { MetricRegistry } from '@accord/telemetry';
import type { CounterName, Counts } from './stats-store.ts';

/** The counts of this process for `/metrics`, taken over with every flush of the statistics. */
export interface CacheMetrics {
  add(counts: Counts): void;
}

const MICROSECONDS = 1e-6;
const NANO_USD = 1e-9;

export function cacheMetrics(registry: MetricRegistry): CacheMetrics {
  const levels = registry.counter({
    name: 'accord_cache_level_events_total',
    help: 'What each level of the cache answered or did',
    labels: ['level', 'event'],
  });
  const events = registry.counter({
    name: 'accord_cache_events_total',
    help: 'What the cache as a whole did',
    labels: ['event'],
  });
  const seconds = registry.counter({
    name: 'accord_cache_saved_seconds_total',
    help: 'Time that the answers had taken to compute which were not computed again',
    labels: [],
  });
  const money = registry.counter({
    name: 'accord_cache_saved_usd_total',
    help: 'What the answers had cost which were not computed again',
    labels: [],
  });
  const addOne = (name: CounterName, value: number): void => {
    if (name === 'saved_us') return seconds.add([], value * MICROSECONDS);
    if (name === 'saved_nano_usd') return money.add([], value * NANO_USD);
    const [level = '', event] = name.split('.');
    if (event === undefined) events.add([level], value);
    else levels.add([level, event], value);
  };
  return {
    add(counts) {
      for (const [name, value] of Object.entries(counts)) addOne(name as CounterName, value);
    },
  };
}
