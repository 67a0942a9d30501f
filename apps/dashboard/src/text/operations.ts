import type { CacheLevelName, CacheStats, HealthStatus, LedgerAccountName, UseCase } from '@accord/contract';

/** Words about the key that a server asks for. */
export interface KeyText {
  readonly label: string;
  readonly use: string;
  readonly hint: string;
  readonly inUse: string;
  readonly unknown: string;
  readonly forget: string;
}

/** Words of the views an operator looks at: the cache, the modes and the spend. */
export interface OperationsText {
  readonly views: Readonly<
    Record<'label' | 'brief' | 'cache' | 'modes' | 'spend' | 'memory' | 'runs', string>
  >;
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
  readonly spend: {
    readonly title: string;
    readonly lead: string;
    readonly stretch: string;
    readonly lastDays: (days: string) => string;
    readonly empty: string;
    readonly emptyDetail: string;
    readonly spent: string;
    readonly calls: string;
    readonly cost: string;
    readonly fromCache: string;
    readonly atNoCost: string;
    readonly guessed: string;
    readonly guessedDetail: string;
    readonly byDay: string;
    readonly byKey: string;
    readonly byModel: string;
    readonly day: string;
    readonly key: string;
    readonly model: string;
    readonly everyDay: string;
    readonly keyless: string;
    readonly noModel: string;
    readonly of: (tenant: string) => string;
    readonly noneSpent: string;
    readonly dearest: (day: string, usd: string) => string;
    readonly tokens: (input: string, output: string) => string;
    readonly cached: (count: string) => string;
    readonly estimated: (count: string) => string;
    readonly books: string;
    readonly booksLead: string;
    readonly balanced: string;
    readonly unbalanced: (usd: string) => string;
    readonly accounts: Readonly<Record<LedgerAccountName, { readonly name: string; readonly holds: string }>>;
  };
}
