import type { Cache, CacheEvent, Selector, SemanticCache, Warming, WarmReport } from '@accord/cache';
import type {
  CacheClearRequest,
  CacheInvalidateRequest,
  CacheRemoved,
  CacheStats,
  CacheVerdictRequest,
  CacheVerify,
  CacheWarmReply,
  CacheWarmRequest,
  SemanticCheck,
} from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { localCaller } from '@accord/runtime';
import { hostErrors } from './errors.ts';
import { cacheReport, removedReport, warmedReport } from './cache-report.ts';

/** What an operator does with the cache, over HTTP and on the command line alike. */
export interface CacheDesk {
  stats(): Promise<CacheStats>;
  clear(request: CacheClearRequest): Promise<CacheRemoved>;
  /** @throws CACHE_EVENT_UNKNOWN, CACHE_EVENT_INCOMPLETE */
  invalidate(request: CacheInvalidateRequest): Promise<CacheRemoved>;
  /** The given requests, each for the tenant, or the most popular ones, each for whoever asks them. */
  warm(request: CacheWarmRequest, tenant?: string): Promise<CacheWarmReply>;
  /** @throws CACHE_WARMING_FILE_UNREADABLE */
  warmFile(path: string): Promise<CacheWarmReply>;
  /** The evidence for answers to similar questions. @throws CACHE_SWITCHED_OFF, CACHE_LEVEL_UNAVAILABLE */
  verify(): CacheVerify;
  /** A person's verdict on a check. @throws CACHE_SWITCHED_OFF, CACHE_CHECK_UNKNOWN, CACHE_LEVEL_UNAVAILABLE */
  judge(request: CacheVerdictRequest): SemanticCheck;
}

export interface CacheDeskOptions {
  readonly cache: Cache;
  readonly warming: Warming;
  /** Undefined where the cache is off. */
  readonly semantic: SemanticCache | undefined;
  readonly enabled: boolean;
}

export function cacheDesk({ cache, warming, semantic, enabled }: CacheDeskOptions): CacheDesk {
  const remove = async (selector: Selector | CacheEvent) => removedReport(await cache.invalidate(selector));
  const warmed = async (report: Promise<WarmReport>) => warmedReport(await report);
  return {
    stats: () => cacheReport(cache, warming, enabled),
    clear: ({ tenant }) => remove({ by: 'all', tenant }),
    invalidate: (request) => remove(selectorOf(request)),
    warm: ({ requests }, tenant = localCaller.account.tenant) =>
      warmed(
        requests === undefined
          ? warming.warmPopular()
          : warming.warm(requests.map((request) => JSON.stringify({ ...request, tenant }))),
      ),
    warmFile: (path) => warmed(warming.warmFile(path)),
    verify: () => present(semantic).evidence(),
    judge: ({ id, verdict }) => present(semantic).judge(id, verdict === 'wrong'),
  };
}

function present(semantic: SemanticCache | undefined): SemanticCache {
  if (semantic !== undefined) return semantic;
  throw new AccordError(hostErrors.CACHE_SWITCHED_OFF);
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
