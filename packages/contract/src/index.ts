export {
  BRIEF_TEXT_LIMIT,
  BUDGET_TIERS,
  type Brief,
  type BriefConstraints,
  type BriefReply,
  type BriefRequest,
  type BudgetTier,
  briefReplySchema,
  briefRequestSchema,
  briefSchema,
  type Evidence,
  FAMILIES,
  type Family,
  type HintSource,
  LANGUAGES,
  type Language,
  type NotesPreference,
  PRODUCT_CATEGORIES,
  type ProductCategory,
  SEASONS,
  type Season,
  TARGET_PROFILES,
  type TargetProfile,
  type Warning,
  WARNING_CODES,
  type WarningCode,
} from './brief.ts';
export {
  CACHE_LEVELS,
  type CacheInvalidateRequest,
  type CacheLevelName,
  type CacheRemoved,
  type CacheStats,
  type CacheUse,
  type CacheWarmReply,
  type CacheClearRequest,
  type CacheWarmRequest,
  cacheClearRequestSchema,
  cacheInvalidateRequestSchema,
  cacheSelectionSchemas,
  cacheWarmRequestSchema,
  cacheRemovedSchema,
  cacheStatsSchema,
  cacheWarmReplySchema,
  type SimilarNote,
} from './cache.ts';
export {
  type CacheVerdictRequest,
  type CacheVerify,
  cacheVerdictRequestSchema,
  cacheVerifySchema,
  type SemanticCheck,
  type SemanticScope,
  semanticCheckSchema,
} from './cache-verify.ts';
export { type Decision, type DecisionStep, decisionSchema, type Finding } from './decision.ts';
export {
  type GatewayDecision,
  type KeptDecision,
  keptDecisionSchema,
} from './gateway.ts';
export { type ComponentHealth, type Health, type HealthStatus, healthSchema } from './health.ts';
export {
  LEDGER_ACCOUNTS,
  type LedgerAccountName,
  type LedgerBalance,
  ledgerBalanceSchema,
  SPEND_DAYS_LIMIT,
  type SpendGroup,
  type SpendLine,
  type SpendQuery,
  type SpendReply,
  spendQuerySchema,
  spendReplySchema,
} from './ledger.ts';
export { type EngineUse, type Meta, type Reason, ROLES, type Role } from './meta.ts';
export { DEFAULT_MODE, MODES, type Mode } from './mode.ts';
export { type ModesReply, modesReplySchema, USE_CASES, type UseCase } from './modes.ts';
export { type Mood, MOODS } from './moods.ts';
export { type Problem, problemSchema } from './problem.ts';
