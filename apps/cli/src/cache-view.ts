import type { CacheRemoved, CacheStats, CacheWarmReply } from '@accord/contract';
import { type Paint, padEnd } from './terminal.ts';

const LEVELS = { memory: 'L1 memory', sqlite: 'L2 disk', redis: 'L3 redis' } as const;

const percent = (share: number | null): string =>
  share === null ? '–' : `${(Math.round(share * 1000) / 10).toFixed(1)} %`;

function bytes(count: number | null): string {
  if (count === null) return 'not known';
  if (count < 1024) return `${count} B`;
  const kib = count / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

function time(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/** The statistics for a person to read: in all, level by level, ahead of time. */
export function statsLines(stats: CacheStats, paint: Paint): string[] {
  const { lookups, hits, joined, similar, computed, refreshed, not_stored: notStored } = stats;
  return [
    ...(stats.enabled ? [] : [paint('yellow', 'the cache is switched off (cache.enabled)')]),
    `${paint('bold', String(lookups))} lookups, ${paint('bold', percent(stats.hit_rate))} answered without computing`,
    `  ${hits} found, ${similar} found for a similar question, ${joined} joined another request, ${computed} computed`,
    `  ${refreshed} computed anew behind an older answer, ${notStored} not kept`,
    `saved ${paint('bold', time(stats.saved_ms))} and ${paint('bold', `$${stats.saved_usd}`)}`,
    '',
    ...stats.levels.flatMap((level) => levelLines(level, paint)),
    ...predictionLines(stats.prediction),
  ];
}

function levelLines(level: CacheStats['levels'][number], paint: Paint): string[] {
  const { hits, stale_hits: stale, misses, corrupt, skipped, health } = level;
  const mark = health.status === 'HEALTHY' ? paint('green', '✓') : paint('yellow', '!');
  const size = `${level.entries ?? '?'} entries, ${bytes(level.bytes)}`;
  return [
    `${mark} ${padEnd(LEVELS[level.level], 10)} ${padEnd(percent(level.hit_rate), 8)} ${size}`,
    `    ${hits} hits, ${stale} stale, ${misses} misses, ${skipped} passed over, ${corrupt} damaged`,
    ...(health.status === 'HEALTHY' ? [] : [`    ${paint('yellow', health.detail)}`]),
  ];
}

function predictionLines({ state, computed, used, precision }: CacheStats['prediction']): string[] {
  if (state === 'off') return [];
  const share = precision === null ? 'not judged yet' : `${percent(precision)} of the last were asked for`;
  return ['', `predicted ${computed} answers, ${used} were used; ${state}, ${share}`];
}

export function removedLines({ removed, unreached }: CacheRemoved): string[] {
  const counts = Object.entries(removed).map(([level, count]) => `${count} in ${level}`);
  return [
    `removed ${counts.length === 0 ? 'nothing' : counts.join(', ')}`,
    ...unreached.map(({ where, reason }) => `not done yet in ${where}, and tried again: ${reason}`),
  ];
}

export function warmedLines({ computed, kept, not_kept, failed, failures }: CacheWarmReply): string[] {
  return [
    `${computed} computed, ${kept} kept already, ${not_kept} not to be kept, ${failed} failed`,
    ...failures.map(({ at, reason }) => `  ${at}: ${reason}`),
  ];
}
