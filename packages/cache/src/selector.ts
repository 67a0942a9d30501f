import type { CacheKey } from './key.ts';
import type { Selector } from './level.ts';
import { namePattern } from './pattern.ts';

/** What tells one key from every other, as one text. */
export const flatKey = ({ tenant, name }: CacheKey): string => `${tenant.length}:${tenant}${name}`;

/** A test of keys by what the selector names; for a tag, of the tags known of them. */
export function matcherOf(selector: Selector): (key: CacheKey, tags: readonly string[]) => boolean {
  switch (selector.by) {
    case 'key': {
      const { tenant, name } = selector.key;
      return (key) => key.name === name && key.tenant === tenant;
    }
    case 'tag':
      return (key, tags) => reaches(selector.tenant, key) && tags.includes(selector.tag);
    case 'pattern': {
      const pattern = namePattern(selector.pattern);
      return (key) => reaches(selector.tenant, key) && pattern.matches(key.name);
    }
    case 'all':
      return (key) => reaches(selector.tenant, key);
  }
}

const reaches = (tenant: string | undefined, key: CacheKey): boolean =>
  tenant === undefined || tenant === key.tenant;

/** A test of keys whose tags are not known yet: a tag may turn up with the answer, so it may name any of its tenants. */
export function mayNameOf(selector: Selector): (key: CacheKey) => boolean {
  const names = matcherOf(selector.by === 'tag' ? { by: 'all', tenant: selector.tenant } : selector);
  return (key) => names(key, []);
}
