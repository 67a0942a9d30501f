import type { CacheLevelName, CacheStats, HealthStatus, UseCase } from '@accord/contract';

/** Words of the views an operator looks at: the cache and the modes. */
export interface OperationsText {
  readonly views: Readonly<Record<'label' | 'brief' | 'cache' | 'modes', string>>;
  readonly stale: string;
  readonly loading: string;
  readonly cache: {
    readonly title: string;
    readonly lead: string;
    readonly live: string;
    readonly off: string;
    readonly empty: string;
    readonly emptyDetail: string;
    readonly answered: string;
    readonly answeredDetail: (hits: string, lookups: string) => string;
    readonly timeSaved: string;
    readonly moneySaved: string;
    readonly joined: string;
    readonly joinedDetail: string;
    readonly figures: Readonly<Record<'computed' | 'refreshed' | 'not_stored', string>>;
    readonly prediction: string;
    readonly predictionState: Readonly<Record<CacheStats['prediction']['state'], string>>;
    readonly predicted: (used: string, computed: string) => string;
    readonly levels: string;
    readonly level: Readonly<Record<CacheLevelName, { readonly name: string; readonly does: string }>>;
    readonly absent: string;
    readonly setRedis: string;
    readonly health: Readonly<Record<HealthStatus, string>>;
    readonly hitRate: string;
    readonly noLookups: string;
    readonly unknown: string;
    readonly level_figures: Readonly<
      Record<
        'entries' | 'bytes' | 'hits' | 'stale_hits' | 'misses' | 'corrupt' | 'skipped' | 'invalidated',
        string
      >
    >;
    readonly care: string;
    readonly pattern: string;
    readonly patternHint: string;
    readonly invalidate: string;
    readonly clear: string;
    readonly warm: string;
    readonly warmHint: string;
    readonly clearHint: string;
    readonly sureInvalidate: (pattern: string) => string;
    readonly sureClear: string;
    readonly yes: string;
    readonly no: string;
    readonly working: string;
    readonly removed: (parts: string) => string;
    readonly removedAt: (level: string, count: string) => string;
    readonly nothingRemoved: string;
    readonly unreached: (where: string) => string;
    readonly warmed: (computed: string, kept: string, notKept: string, failed: string) => string;
  };
  readonly modes: {
    readonly title: string;
    readonly lead: string;
    readonly roles: string;
    readonly recommended: string;
    readonly sources: string;
    readonly sourcesNote: string;
    readonly live: string;
    readonly evaluated: string;
    readonly unmeasured: string;
    readonly measureWith: string;
    readonly noRequests: string;
    readonly requests: (count: string) => string;
    readonly briefs: (count: string, date: string) => string;
    readonly p50: string;
    readonly p95: string;
    readonly cost: string;
    readonly tokens: string;
    readonly latency: string;
    readonly quality: string;
    readonly parts: Readonly<Record<'accuracy' | 'completeness' | 'consistency' | 'creativity', string>>;
    readonly weight: (share: string) => string;
    readonly uses: Readonly<Record<UseCase, string>>;
  };
}
