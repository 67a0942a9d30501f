import type { Cache, CacheStats as Counted, Invalidation, WarmReport, Warming } from '@accord/cache';
import {
  CACHE_LEVELS,
  type CacheLevelName,
  type CacheRemoved,
  type CacheStats,
  type CacheWarmReply,
} from '@accord/contract';
import { nanoUsd, usdText } from '@accord/kernel';

/** The statistics as they go over the wire. */
export async function cacheReport(cache: Cache, warming: Warming, enabled: boolean): Promise<CacheStats> {
  const [stats, health] = [await cache.stats(), await cache.health()];
  const { counts } = stats;
  const levels = CACHE_LEVELS.filter((level) => health[level] !== undefined);
  const hits = levels.reduce((sum, level) => sum + hitsOf(stats, level), 0);
  const joined = counts.joined + counts.followed;
  const { state, computed, used, unused, precision } = warming.prediction();
  return {
    enabled,
    lookups: hits + joined + counts.similar + counts.computed,
    hits,
    computed: counts.computed,
    joined,
    similar: counts.similar,
    not_stored: counts.not_stored,
    refreshed: counts.refreshed,
    hit_rate: stats.hitRate ?? null,
    saved_ms: Math.round(stats.savedMs),
    saved_usd: usdText(nanoUsd(counts.saved_nano_usd)),
    levels: levels.map((level) => levelReport(stats, level, health[level])),
    prediction: { state, computed, used, unused, precision: precision ?? null },
  };
}

const hitsOf = ({ levels }: Counted, level: CacheLevelName): number =>
  levels[level].counts.hits + levels[level].counts.stale;

function levelReport(
  { levels }: Counted,
  level: CacheLevelName,
  health: CacheStats['levels'][number]['health'] | undefined,
): CacheStats['levels'][number] {
  const { counts, hitRate, usage } = levels[level];
  return {
    level,
    health: health ?? { status: 'DEGRADED', detail: 'not asked' },
    entries: usage?.entries ?? null,
    bytes: usage?.bytes ?? null,
    hits: counts.hits,
    stale_hits: counts.stale,
    misses: counts.misses,
    hit_rate: hitRate ?? null,
    corrupt: counts.corrupt,
    skipped: counts.failed + counts.slow + counts.resting,
    invalidated: counts.invalidated,
  };
}

export const removedReport = ({ removed, unreached }: Invalidation): CacheRemoved => ({
  removed: { ...removed },
  unreached: [...unreached],
});

export const warmedReport = ({ computed, kept, notKept, failed, failures }: WarmReport): CacheWarmReply => ({
  computed,
  kept,
  not_kept: notKept,
  failed,
  failures: [...failures],
});
