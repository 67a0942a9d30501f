import type { MemoryMigrationStatus, MemoryMonitoring } from '@accord/contract';
import type { MemoryPreset, MemoryStats } from '@accord/memory';
import type { MemoryMeter } from './memory-meter.ts';
import { statsReply } from './memory-replies.ts';
import { divergenceOf } from './memory-migrations.ts';

interface Monitored {
  readonly preset: MemoryPreset;
  readonly targets: Readonly<Record<'L1' | 'L2', number>>;
  /** Of each tenant. */
  readonly stats: readonly MemoryStats[];
  readonly meter: MemoryMeter;
  readonly migrations: MemoryMigrationStatus[];
}

type Reply = ReturnType<typeof statsReply>;
type Portion = Pick<Reply['sizes'][number], 'contents' | 'content_bytes' | 'kept_bytes'>;

/** Adds up what all tenants remember. */
export function monitoringOf({ preset, targets, stats, meter, migrations }: Monitored): MemoryMonitoring {
  const replies = stats.map(statsReply);
  const tiers = addedUp(
    replies.flatMap((reply) => reply.tiers),
    ({ class: className, tier }) => `${className} ${tier}`,
  );
  const dictionaries = replies.flatMap((reply) => reply.dictionaries);
  const dictionaryBytes = sum(dictionaries, ({ bytes }) => bytes);
  const contentBytes = sum(tiers, (tier) => tier.content_bytes);
  const keptBytes = sum(tiers, (tier) => tier.kept_bytes) + dictionaryBytes;
  const l1 = (of: keyof Reply['l1']): number => sum(replies, (reply) => reply.l1[of]);
  return {
    preset,
    tenants: replies.length,
    records: sum(replies, ({ records }) => records),
    contents: sum(tiers, ({ contents }) => contents),
    content_bytes: contentBytes,
    kept_bytes: keptBytes,
    compression_ratio: keptBytes === 0 ? null : Math.round((contentBytes / keptBytes) * 1e4) / 1e4,
    ...meter.figures(),
    divergence_rate: divergenceOf(migrations),
    latency: meter.latency(targets),
    tiers,
    sizes: addedUp(
      replies.flatMap((reply) => reply.sizes),
      ({ up_to_bytes: upTo }) => String(upTo),
    ),
    ages: addedUp(
      replies.flatMap((reply) => reply.ages),
      ({ from_days: fromDays }) => String(fromDays),
    ),
    l1: { records: l1('records'), bytes: l1('bytes'), hits: l1('hits'), misses: l1('misses') },
    dictionaries: { count: dictionaries.length, bytes: dictionaryBytes },
    migrations,
  };
}

const sum = <One>(all: readonly One[], of: (one: One) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

/** One of each name, with the figures of all that have it. */
function addedUp<One extends Portion>(all: readonly One[], nameOf: (one: One) => string): One[] {
  const byName = new Map<string, One>();
  for (const one of all) {
    const before = byName.get(nameOf(one));
    byName.set(nameOf(one), before === undefined ? one : plus(before, one));
  }
  return [...byName.values()];
}

const plus = <One extends Portion>(one: One, other: Portion): One => ({
  ...one,
  contents: one.contents + other.contents,
  content_bytes: one.content_bytes + other.content_bytes,
  kept_bytes: one.kept_bytes + other.kept_bytes,
});
