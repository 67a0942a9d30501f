import type { Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { AdaptiveLife } from './adaptive-life.ts';
import type { LevelName } from './answer.ts';
import type { ttlKnobs } from './knobs.ts';
import type { LifeRule, Operation } from './policy.ts';

const DAY_S = 86_400;

/** How long an entry stored now is fresh, and how long it may be served stale after that. Milliseconds. */
export interface Lifetime {
  readonly freshMs: number;
  readonly graceMs: number;
}

export interface Lifetimes {
  /** For each of the levels, in their order; one and the same where the rule does not depend on the level. */
  of(rule: LifeRule, levels: readonly LevelName[]): readonly Lifetime[];
}

export interface LifetimesOptions {
  readonly knobs: KnobValues<typeof ttlKnobs>;
  readonly adaptive: AdaptiveLife;
  readonly rng: Rng;
}

export function createLifetimes({ knobs, adaptive, rng }: LifetimesOptions): Lifetimes {
  const bounds: readonly [number, number] = [knobs.min_s, Math.max(knobs.min_s, knobs.max_s)];
  const operations: Readonly<Record<Operation, number>> = {
    search: knobs.search_s,
    inference: knobs.inference_s,
    index: knobs.index_s,
    research: knobs.research_days * DAY_S,
  };
  const lifetime = (seconds: number, [least, most]: readonly [number, number]): Lifetime => ({
    freshMs: Math.round(spread(seconds, least, most, knobs.jitter, rng) * 1000),
    graceMs: knobs.grace_s * 1000,
  });
  const declared = (rule: Exclude<LifeRule, { by: 'level' }>): Lifetime => {
    switch (rule.by) {
      case 'mode':
        return lifetime(adaptive.secondsFor(knobs.mode_s[rule.mode]), bounds);
      case 'operation': {
        const seconds = operations[rule.operation];
        if (rule.operation === 'research')
          return lifetime(seconds, [bounds[0], Math.max(bounds[1], seconds)]);
        return lifetime(adaptive.secondsFor(seconds), bounds);
      }
      case 'seconds':
        return lifetime(rule.seconds, bounds);
    }
  };

  return {
    of(rule, levels) {
      if (rule.by !== 'level') {
        const one = declared(rule);
        return levels.map(() => one);
      }
      return levels.map((level) =>
        lifetime(adaptive.secondsFor(level === 'redis' ? knobs.l3_s : knobs.l2_s), bounds),
      );
    },
  };
}

/** Somewhere around the life, up to the share of it either way, and never beyond the bounds. */
function spread(seconds: number, least: number, most: number, share: number, rng: Rng): number {
  const within = Math.min(most, Math.max(least, seconds));
  const low = Math.max(least, within * (1 - share));
  const high = Math.min(most, within * (1 + share));
  return low + (high - low) * rng.next();
}
