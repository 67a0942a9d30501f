import type { SqlRow } from '@accord/storage';
import { numberIn } from './tables/cells.ts';
import { wholeOf } from './tables/totals.ts';
import type { TenantParts } from './tenant-parts.ts';

/** Contents of one size or age. Of packed contents, `keptBytes` is the share of the pack by length. */
export interface Portion {
  readonly contents: number;
  readonly contentBytes: number;
  readonly keptBytes: number;
}
export interface SizePortion extends Portion {
  /** Bytes of a content, itself included; undefined for the largest. */
  readonly upTo: number | undefined;
}
export interface AgePortion extends Portion {
  /** Days since a content was stored last. */
  readonly fromDays: number;
}

const SIZES: readonly (number | undefined)[] = [256, 1024, 4096, undefined];
/** With the ages that the policies of the classes name. */
const AGES_DAYS = [0, 1, 14, 90] as const;
const DAY_MS = 86_400_000;

const SUMS = `count(*) AS contents, sum(content_bytes) AS content_bytes, sum(kept_bytes) AS kept_bytes
  FROM memory_contents WHERE tenant = ? GROUP BY portion`;
const BY_SIZE = `SELECT CASE WHEN content_bytes <= 256 THEN 0 WHEN content_bytes <= 1024 THEN 1
  WHEN content_bytes <= 4096 THEN 2 ELSE 3 END AS portion, ${SUMS}`;
const BY_AGE = `SELECT CASE WHEN created_at > ? THEN 0 WHEN created_at > ? THEN 1 WHEN created_at > ? THEN 2
  ELSE 3 END AS portion, ${SUMS}`;

/** How sizes and ages are distributed; each has all its portions, empty ones too. */
export async function distributionOf(
  { sql, tenantId }: Pick<TenantParts, 'sql' | 'tenantId'>,
  now: number,
): Promise<{ readonly sizes: readonly SizePortion[]; readonly ages: readonly AgePortion[] }> {
  const bySize = portionsOf(await sql.all(BY_SIZE, [tenantId]));
  const limits = AGES_DAYS.slice(1).map((days) => BigInt(Math.floor(now - days * DAY_MS)));
  const byAge = portionsOf(await sql.all(BY_AGE, [...limits, tenantId]));
  return {
    sizes: SIZES.map((upTo, place) => ({ upTo, ...(bySize.get(place) ?? NOTHING) })),
    ages: AGES_DAYS.map((fromDays, place) => ({ fromDays, ...(byAge.get(place) ?? NOTHING) })),
  };
}

const NOTHING: Portion = { contents: 0, contentBytes: 0, keptBytes: 0 };

const portionsOf = (rows: readonly SqlRow[]): ReadonlyMap<number, Portion> =>
  new Map(
    rows.map((row) => [
      numberIn(row, 'portion'),
      {
        contents: numberIn(row, 'contents'),
        contentBytes: wholeOf(row['content_bytes'] ?? null),
        keptBytes: wholeOf(row['kept_bytes'] ?? null),
      },
    ]),
  );
