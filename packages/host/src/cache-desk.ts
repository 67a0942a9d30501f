import type { Cache, CacheEvent, Selector, Warming, WarmReport } from '@accord/cache';
import type {
  CacheClearRequest,
  CacheInvalidateRequest,
  CacheRemoved,
  CacheStats,
  CacheWarmReply,
  CacheWarmRequest,
} from '@accord/contract';
import { cacheReport, removedReport, warmedReport } from './cache-report.ts';

/** What an operator does with the cache, over HTTP and on the command line alike. */
export interface CacheDesk {
  stats(): Promise<CacheStats>;
  clear(request: CacheClearRequest): Promise<CacheRemoved>;
  /** @throws CACHE_EVENT_UNKNOWN, CACHE_EVENT_INCOMPLETE */
  invalidate(request: CacheInvalidateRequest): Promise<CacheRemoved>;
  /** The given requests, or the most popular ones. */
  warm(request: CacheWarmRequest): Promise<CacheWarmReply>;
  /** @throws CACHE_WARMING_FILE_UNREADABLE */
  warmFile(path: string): Promise<CacheWarmReply>;
}

export function cacheDesk(cache: Cache, warming: Warming, enabled: boolean): CacheDesk {
  const remove = async (selector: Selector | CacheEvent) => removedReport(await cache.invalidate(selector));
  const warmed = async (report: Promise<WarmReport>) => warmedReport(await report);
  return {
    stats: () => cacheReport(cache, warming, enabled),
    clear: ({ tenant }) => remove({ by: 'all', tenant }),
    invalidate: (request) => remove(selectorOf(request)),
    warm: ({ requests }) =>
      warmed(
        requests === undefined
          ? warming.warmPopular()
          : warming.warm(requests.map((request) => JSON.stringify(request))),
      ),
    warmFile: (path) => warmed(warming.warmFile(path)),
  };
}

function selectorOf(request: CacheInvalidateRequest): Selector | CacheEvent {
  if ('name' in request) return { by: 'key', key: { tenant: request.tenant, name: request.name } };
  if ('tag' in request) return { by: 'tag', tag: request.tag, tenant: request.tenant };
  if ('event' in request) {
    const { event, fields = {}, tenant } = request;
    return { by: 'event', event, fields, tenant };
  }
  return { by: 'pattern', pattern: request.pattern, tenant: request.tenant };
}
