/**
 * What an entry is found by. The tenant is a part of its own, so that no pattern or tag can reach across tenants.
 * The name is readable up to its digest, such as `fragrance.brief:balanced:9f3c…` or `search:rose`, because
 * invalidation by wildcard (`search:*`) is matched against it.
 */
export interface CacheKey {
  readonly tenant: string;
  readonly name: string;
}
