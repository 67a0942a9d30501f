import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Accounts, RateLimiter } from '@accord/accounts';
import { cacheServingKnobs } from '@accord/cache';
import type { DeviceReport, Health, SystemSummary } from '@accord/contract';
import type { RuleSet } from '@accord/engine/drivers/rules';
import type { Gateway } from '@accord/gateway';
import { type Clock, createIdSource, createRng, type Rng, systemClock } from '@accord/kernel';
import { createLoadShedder, eventLoopLag, type LoadShedder, sheddingKnobs } from '@accord/resilience';
import {
  createBooking,
  createRuntime,
  creativeKnobs,
  type DecisionStore,
  decisionKnobs,
  downshiftKnobs,
  interpreterKnobs,
  limitKnobs,
  type OpenDomain,
  type Runtime,
  runtimeMetrics,
  type ServingParameters,
  type SpendMeter,
  validatorKnobs,
} from '@accord/runtime';
import { sqliteDecisions } from '@accord/runtime/drivers/sqlite';
import { sqliteSpend } from '@accord/runtime/drivers/sqlite-spend';
import {
  openSqlite,
  openSqliteWriter,
  type SqliteDatabase,
  type SqliteWriter,
  storageKnobs,
} from '@accord/storage';
import {
  type BugWatch,
  createLogger,
  createMetricRegistry,
  type LogDestination,
  type Logger,
  logKnobs,
  type MetricRegistry,
  processKnobs,
  type TierMetrics,
  tierKnobs,
  tierMetrics,
  type TraceExporter,
  tracingKnobs,
  watchBugs,
  watchProcess,
} from '@accord/telemetry';
import { type Configuration, type ConfigurationOptions, readConfiguration } from './configuration.ts';
import { openHouseAccounts, pricesOf } from './accounts.ts';
import { cacheEventsOf, DOMAINS } from './declarations.ts';
import { openCache } from './cache.ts';
import { type CacheDesk, cacheDesk } from './cache-desk.ts';
import { type Calls, createCalls } from './calls.ts';
import { deviceReport } from './device.ts';
import { engineMetrics } from './engine-metrics.ts';
import { openEmbedding } from './embedding.ts';
import { closeEngine, closeEngines, type GuardingOptions, openEngines } from './engines.ts';
import { type EngineBindings, openGateway } from './gateway.ts';
import { embeddingComponent, engineComponents, worstOf } from './health.ts';
import { HOME, readVersion } from './home.ts';
import { type LedgerDesk, ledgerDesk } from './ledger-desk.ts';
import { openLimiter } from './limits.ts';
import { openSemantic } from './semantic.ts';
import { type RunsDesk, runsDesk } from './runs.ts';
import { type MemoryDesk, memoryDesk } from './memory.ts';
import { type ModesDesk, modesDesk } from './modes.ts';
import { summaryOf } from './system-summary.ts';
import { healthKnobs } from './knobs.ts';

export interface AccordOptions extends ConfigurationOptions {
  /** Where log lines go. Defaults to standard output. */
  readonly logDestination?: LogDestination;
}

/** The assembled house: what an app needs to serve, and nothing of how it is done. */
export interface Accord {
  readonly configuration: Configuration;
  readonly version: string;
  readonly calls: Calls;
  readonly runtime: Runtime;
  readonly gateway: Gateway;
  readonly cache: CacheDesk;
  readonly modes: ModesDesk;
  readonly routes: OpenDomain['routes'];
  readonly decisions: DecisionStore;
  readonly accounts: Accounts;
  /** The ledger as an operator sees it. */
  readonly ledger: LedgerDesk;
  /** What agents remember. */
  readonly memory: MemoryDesk;
  /** The searches and trainings that are kept. */
  readonly runs: RunsDesk;
  /** Refuses work while the process lags behind. */
  readonly shedder: LoadShedder;
  /** Holds keys and tenants to their requests. */
  readonly limiter: RateLimiter;
  readonly metrics: MetricRegistry;
  readonly tiers: TierMetrics;
  /** Told of faults of the program, wherever they show. */
  readonly bugs: BugWatch;
  readonly logger: Logger;
  /** Milliseconds since the Unix epoch. */
  readonly openedAt: number;
  /** Makes the id of an HTTP request or of a command. */
  readonly nextRequestId: () => string;
  /** Asks every component now. */
  health(): Promise<Health>;
  /** The whole in a few figures. */
  summary(): Promise<SystemSummary>;
  /** What there is to compute with; `base` is how many one core would be given at once. */
  device(base?: number): Promise<DeviceReport>;
  /** Writes what is gathered and releases everything. */
  close(): Promise<void>;
}

/**
 * Reads the configuration, opens the drivers and assembles everything.
 *
 * @throws what `readConfiguration` and `openEngines` throw, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA,
 * STORAGE_MIGRATION_FAILED
 */
export async function openAccord(options: AccordOptions = {}): Promise<Accord> {
  const configuration = readConfiguration(options);
  const version = readVersion();
  const { knobs } = configuration;
  const clock = systemClock;
  const rng = createRng(randomInt(2 ** 32));
  const metrics = createMetricRegistry();
  const logger = createLogger(knobs.of(logKnobs), options.logDestination);
  const declared = options.domains ?? DOMAINS;
  const bugs = watchBugs({ metrics, logger, clock });
  const domains = declared.map((domain) => domain.open(knobs));
  const bindings: EngineBindings = new Map();
  const prices = pricesOf(configuration);
  const guarding: GuardingOptions = {
    knobs,
    clock,
    rng,
    prices,
    onBreakerChange: (change) => logger.warn(change, 'breaker'),
  };
  const engines = openEngines({
    ...guarding,
    rules: rulesOf(domains),
    home: HOME,
    onModel: (engine, binding) => void bindings.set(engine, binding),
  });
  const { database, writer, decisions, spend, closeStorage } = openDecisions(configuration, {
    metrics,
    logger,
    clock,
  });
  const accounts = await openHouseAccounts({ configuration, database, writer, clock, rng, logger });
  const booking = createBooking(accounts.ledger, clock);
  const nextDecisionId = createIdSource<'decision'>(clock, rng);
  const embedding = openEmbedding(guarding, { booking, nextId: nextDecisionId });
  const lag = eventLoopLag();
  const shedding = knobs.of(sheddingKnobs);
  const shedder = createLoadShedder({ clock, knobs: shedding, sampler: lag });
  engineMetrics(metrics, engines);
  const routes = domains.flatMap(({ routes: offered }) => offered);
  const { enabled } = knobs.of(cacheServingKnobs);
  const calls: Calls = createCalls(
    routes,
    () => runtime,
    () => (enabled ? warming.observe : undefined),
    (tenant) => memory.recollection(tenant),
  );
  const {
    cache,
    warming,
    redis,
    close: closeCache,
  } = openCache({
    configuration,
    database,
    events: cacheEventsOf(declared),
    clock,
    rng,
    metrics,
    logger,
    bugs,
    load: () => loadOf(shedder, shedding.low_lag_ms),
    run: calls.runWritten,
  });
  const similar = enabled
    ? openSemantic({
        knobs,
        database,
        cache,
        engines,
        embedding,
        spent: spend.spent,
        booking,
        nextId: nextDecisionId,
        clock,
        rng,
        metrics,
        logger,
      })
    : undefined;
  const watch = watchProcess({ knobs: knobs.of(processKnobs), metrics, logger, clock });
  const tiers = tierMetrics(metrics, knobs.of(tierKnobs), clock);
  const traces = await openTraces(configuration, { version, metrics, logger, clock, rng });
  const runtime: Runtime = createRuntime({
    clock,
    nextId: nextDecisionId,
    engines,
    parameters: servingParameters(configuration),
    downshift: knobs.of(downshiftKnobs),
    limits: knobs.of(limitKnobs),
    spend,
    booking,
    cache: enabled ? cache : undefined,
    semantic: similar?.semantic,
    lagging: () => laggingOf(shedder, shedding.low_lag_ms),
    decisions,
    metrics: runtimeMetrics(metrics),
    tiers,
    traces,
  });
  const limiter = openLimiter({ knobs, clock, metrics, redis });
  const gateway = openGateway({
    configuration,
    engines,
    bindings,
    clock,
    rng,
    metrics,
    tiers,
    decisions,
    spend,
    accounts,
    cache: enabled ? cache : undefined,
    semantic: similar?.semantic,
    nextId: nextDecisionId,
    parameters: servingParameters(configuration),
  });
  const memory = memoryDesk({ configuration, database, writer, embedding, clock, rng, logger });
  const startedAt = clock.monotonic();
  const cacheOf = cacheDesk({ cache, warming, semantic: similar?.semantic, enabled });
  const device = async (base?: number): Promise<DeviceReport> => deviceReport(knobs, base);
  const health = async (): Promise<Health> => {
    const components = {
      database: decisions.health(),
      rate_limits: limiter.health(),
      ledger: accounts.ledger.health(),
      process: watch.health(),
      bugs: bugs.health(),
      ...(traces && { tracing: traces.health() }),
      ...prefixed('cache.', await cache.health()),
      ...(await engineComponents(engines, knobs.of(healthKnobs).timeout_ms)),
      'engine.embedding': await embeddingComponent(embedding, knobs.of(healthKnobs).timeout_ms),
    };
    return {
      status: worstOf(components),
      version,
      environment: configuration.environment,
      uptime_seconds: Math.round(clock.monotonic() - startedAt) / 1000,
      components,
    };
  };

  return {
    configuration,
    version,
    calls,
    runtime,
    gateway: gateway.gateway,
    cache: cacheOf,
    modes: modesDesk(runtime, configuration.dataFolder, clock),
    routes,
    decisions,
    accounts,
    ledger: ledgerDesk(accounts, clock),
    memory,
    runs: runsDesk(configuration.dataFolder),
    shedder,
    limiter,
    metrics,
    tiers,
    bugs,
    logger,
    openedAt: clock.now(),
    nextRequestId: createIdSource(clock, rng),
    health,
    device,
    summary: async () => summaryOf({ health, device, cache: cacheOf.stats, monitoring: memory.monitoring }),
    async close() {
      lag.close();
      gateway.close();
      await similar?.close();
      await closeEngines(engines);
      await closeEngine(embedding);
      await closeCache();
      await traces?.close();
      watch.close();
      await memory.close();
      await accounts.close();
      await decisions.close();
      await closeStorage();
    },
  };
}

const rulesOf = (domains: readonly OpenDomain[]): ReadonlyMap<string, RuleSet> =>
  new Map(domains.flatMap(({ rules }) => [...rules]));

interface OpenDecisions {
  readonly database: SqliteDatabase;
  readonly writer: SqliteWriter;
  readonly decisions: DecisionStore;
  readonly spend: SpendMeter;
  /** After the decisions were closed. */
  closeStorage(): Promise<void>;
}

/** Where no collector is configured, nothing of this is loaded. */
async function openTraces(
  { knobs, environment }: Configuration,
  parts: { version: string; metrics: MetricRegistry; logger: Logger; clock: Clock; rng: Rng },
): Promise<TraceExporter | undefined> {
  const tracing = knobs.of(tracingKnobs);
  if (tracing.otlp_endpoint === '') return undefined;
  const { otlpTraces } = await import('@accord/telemetry/drivers/otlp');
  return otlpTraces({ ...parts, knobs: tracing, environment });
}

/** How much of the lag that is allowed is used. */
function loadOf(shedder: LoadShedder, limitMs: number): number {
  return Math.min(1, shedder.state().lagMs / limitMs);
}

const prefixed = (prefix: string, components: Health['components']): Health['components'] =>
  Object.fromEntries(Object.entries(components).map(([name, health]) => [prefix + name, health]));

/** The process lags once it refuses even batch work. */
function laggingOf(
  shedder: LoadShedder,
  limitMs: number,
): { readonly lagMs: number; readonly limitMs: number } | undefined {
  const state = shedder.state();
  return state.kind === 'shedding' ? { lagMs: state.lagMs, limitMs } : undefined;
}

function openDecisions(
  { knobs, dataFolder }: Configuration,
  { metrics, logger, clock }: { metrics: MetricRegistry; logger: Logger; clock: Clock },
): OpenDecisions {
  const file = { path: join(dataFolder, 'accord.db'), knobs: knobs.of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  try {
    const { usd_per_day: usdPerDay } = knobs.of(limitKnobs);
    const onFailure = (error: unknown): void => logger.error({ err: error }, 'spend was not written');
    return {
      database,
      writer,
      decisions: sqliteDecisions({ database, writer, knobs: knobs.of(decisionKnobs), metrics }),
      spend: sqliteSpend({ database, writer, clock, usdPerDay, onFailure }),
      async closeStorage() {
        await writer.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function servingParameters({ knobs }: Configuration): ServingParameters {
  return {
    interpreter: knobs.of(interpreterKnobs),
    validator: knobs.of(validatorKnobs),
    creative: knobs.of(creativeKnobs),
  };
}
