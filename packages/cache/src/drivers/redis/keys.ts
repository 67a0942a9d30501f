import type { CacheKey } from '../../key.ts';
import { keyHash } from '../../key-hash.ts';
import { identityOf, storedText, textOfStored } from '../../stored-text.ts';

/** Raised with every change of what is kept, so that two versions never read each other's. */
const FORMAT = '1';

/**
 * Every key of an entry and of what belongs to it has the entry's bucket in braces, which in a cluster puts all of a
 * bucket on one node, so that a script can change them together. Few enough that an invalidation by tag may ask each,
 * enough to spread over the nodes of a cluster.
 */
export const BUCKETS: readonly string[] = Array.from({ length: 64 }, (_, bucket) =>
  bucket.toString(16).padStart(2, '0'),
);

export interface RedisKeys {
  entry(key: CacheKey): string;
  /** Index of the entries of one bucket that have a tag. */
  tag(bucket: string, tenant: string, tag: string): string;
  /** What every entry of a tenant in a bucket begins with; the stored name follows. */
  entriesOf(bucket: string, tenant: string): string;
  /** A part of a flight, such as its lease. */
  flight(key: CacheKey, part: string): string;
  /** Something there is one of, such as the log of invalidations; all such are in one slot. */
  single(part: string): string;
  /** Glob patterns for SCAN: entries of a tenant whose name begins so, or all. */
  entriesLike(tenant: string | undefined, prefix: string): string;
  /** The indexes of a tag, of all tenants. */
  tagsLike(tag: string): string;
  /** The key that an entry is kept under, read back. */
  keyOfEntry(redisKey: string): CacheKey;
  /** The bucket and tenant of an index of a tag. */
  placeOfTag(redisKey: string): { readonly bucket: string; readonly tenant: string };
}

export function bucketOf(key: CacheKey): string {
  const hash = keyHash(key);
  return BUCKETS[(hash ^ (hash >>> 16)) & 63] ?? '00';
}

export function redisKeys(prefix: string): RedisKeys {
  // The first braces of a key choose its slot, and these must be ours.
  const base = `${prefix.replace(/[{}]/g, encodeURIComponent)}${FORMAT}:`;
  const bucketAt = base.length + 1;
  const textsAt = `${base}{00}:e:`.length;
  const textsOf = (redisKey: string): readonly string[] =>
    redisKey.slice(textsAt).split('\0').map(textOfStored);
  return {
    entry: (key) => `${base}{${bucketOf(key)}}:e:${identityOf(key.tenant, key.name)}`,
    tag: (bucket, tenant, tag) => `${base}{${bucket}}:t:${identityOf(tenant, tag)}`,
    entriesOf: (bucket, tenant) => `${base}{${bucket}}:e:${storedText(tenant)}\0`,
    flight: (key, part) => `${base}{${bucketOf(key)}}:f:${part}:${identityOf(key.tenant, key.name)}`,
    single: (part) => `${base}{one}:${part}`,
    entriesLike(tenant, prefix) {
      const ofTenant =
        tenant === undefined ? '' : `${literal(storedText(tenant))}\0${literal(beginningOf(prefix))}`;
      return `${literal(base)}{??}:e:${ofTenant}*`;
    },
    tagsLike: (tag) => `${literal(base)}{??}:t:*\0${literal(storedText(tag))}`,
    keyOfEntry(redisKey) {
      const [tenant = '', name = ''] = textsOf(redisKey);
      return { tenant, name };
    },
    placeOfTag: (redisKey) => ({
      bucket: redisKey.slice(bucketAt, bucketAt + 2),
      tenant: textsOf(redisKey)[0] ?? '',
    }),
  };
}

/** A prefix may end within a surrogate pair, whose halves are stored otherwise than the pair. */
const beginningOf = (prefix: string): string => storedText(prefix.replace(/[\ud800-\udbff]$/, ''));

/** Redis' globs know `*`, `?`, `[…]` and the backslash. */
const literal = (text: string): string => text.replace(/[*?[\]\\]/g, '\\$&');
