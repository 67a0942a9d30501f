import { memoryLimiter, type RateLimiter, rateLimitKnobs } from '@accord/accounts';
import { redisLimiter } from '@accord/accounts/drivers/redis-limits';
import type { RedisConnection } from '@accord/cache/drivers/redis';
import type { Clock } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import type { MetricRegistry } from '@accord/telemetry';

export interface LimiterSurroundings {
  readonly knobs: ResolvedKnobs;
  readonly clock: Clock;
  readonly metrics: MetricRegistry;
  /** Through which the processes of all machines count together; without it each counts by itself. */
  readonly redis: RedisConnection | undefined;
}

/** Opens the limits of keys and tenants. */
export function openLimiter({ knobs, clock, metrics, redis }: LimiterSurroundings): RateLimiter {
  const { tracked, redis_prefix: prefix } = knobs.of(rateLimitKnobs);
  const memory = memoryLimiter({ clock, tracked });
  if (redis === undefined) return memory;
  const alone = metrics.counter({
    name: 'accord_rate_limits_alone_total',
    help: 'Requests that were held to their limits by this process alone, since Redis did not answer',
    labels: [],
  });
  return redisLimiter({ link: redis, prefix, memory, onAlone: () => alone.add([]) });
}
