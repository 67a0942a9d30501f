import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { adaptiveKnobs, ttlKnobs } from './knobs.ts';

/** What the load of the process, and of its cache, is at the moment. */
export interface LoadReading {
  /** Share of the capacity in use, from 0 to 1; nothing when it is not known. */
  load(): number | undefined;
  /** Share of recent requests that a level answered; nothing when there were too few. */
  hitRate(): number | undefined;
}

/**
 * Lengthens lives under load and shortens them without, in seconds. Both rules are bounded by `cache.ttl.min_s` and
 * `cache.ttl.max_s`; which is used is a knob.
 */
export interface AdaptiveLife {
  secondsFor(base: number): number;
}

export interface AdaptiveLifeOptions {
  readonly knobs: KnobValues<typeof adaptiveKnobs>;
  readonly bounds: Pick<KnobValues<typeof ttlKnobs>, 'min_s' | 'max_s'>;
  readonly clock: Clock;
  readonly reading: LoadReading;
}

export function adaptiveLife(options: AdaptiveLifeOptions): AdaptiveLife {
  switch (options.knobs.rule) {
    case 'off':
      return { secondsFor: (base) => base };
    case 'load_only':
      return loadOnly(options);
    case 'load_and_hit_rate':
      return loadAndHitRate(options);
  }
}

/**
 * The rule of the operations guide: above the high load the current life is doubled, below the low load halved, and
 * between them it stays as it was left. Each base, of which there are a handful, has a current life of its own.
 */
function loadOnly({ knobs, bounds, clock, reading }: AdaptiveLifeOptions): AdaptiveLife {
  const current = new Map<number, number>();
  const due = everySeconds(clock, knobs.every_s);
  const adjust = (): void => {
    const load = reading.load();
    if (load === undefined) return;
    for (const [base, life] of current) {
      if (load > knobs.high_load) current.set(base, Math.min(life * 2, bounds.max_s));
      else if (load < knobs.low_load) current.set(base, Math.max(Math.floor(life / 2), bounds.min_s));
    }
  };
  return {
    secondsFor(base) {
      if (!current.has(base)) current.set(base, base);
      if (due()) adjust();
      return current.get(base) ?? base;
    },
  };
}

/**
 * The rule of the tuning guide: each time from the base, doubled above the high load; else by a half longer when few
 * requests hit, so that the cache fills; else halved when the process idles.
 */
function loadAndHitRate({ knobs, bounds, clock, reading }: AdaptiveLifeOptions): AdaptiveLife {
  const due = everySeconds(clock, knobs.every_s);
  let factor = 1;
  const factorNow = (): number => {
    const load = reading.load();
    const hitRate = reading.hitRate();
    if (load !== undefined && load > knobs.high_load) return 2;
    if (hitRate !== undefined && hitRate < knobs.low_hit_rate) return 1.5;
    if (load !== undefined && load < knobs.idle_load) return 0.5;
    return 1;
  };
  return {
    secondsFor(base) {
      if (due()) factor = factorNow();
      const life = Math.floor(base * factor);
      if (factor > 1) return Math.min(life, bounds.max_s);
      return factor < 1 ? Math.max(life, bounds.min_s) : base;
    },
  };
}

/** True the first time, and then at most once in so many seconds. */
function everySeconds(clock: Clock, seconds: number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonic();
    if (now - last < seconds * 1000) return false;
    last = now;
    return true;
  };
}
