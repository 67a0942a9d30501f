import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Health } from '@accord/contract';
import type { RuleSet } from '@accord/engine/drivers/rules';
import { createIdSource, createRng, systemClock } from '@accord/kernel';
import {
  createRuntime,
  creativeKnobs,
  type DecisionStore,
  decisionKnobs,
  interpreterKnobs,
  type OpenDomain,
  type Runtime,
  runtimeMetrics,
  type ServingParameters,
  validatorKnobs,
} from '@accord/runtime';
import { sqliteDecisions } from '@accord/runtime/drivers/sqlite';
import { openSqlite, type SqliteDatabase, storageKnobs } from '@accord/storage';
import {
  createLogger,
  createMetricRegistry,
  type LogDestination,
  type Logger,
  logKnobs,
  type MetricRegistry,
} from '@accord/telemetry';
import { type Configuration, type ConfigurationOptions, readConfiguration } from './configuration.ts';
import { DOMAINS } from './declarations.ts';
import { closeEngines, openEngines } from './engines.ts';
import { engineComponents, worstOf } from './health.ts';
import { HOME, readVersion } from './home.ts';
import { healthKnobs } from './knobs.ts';

export interface AccordOptions extends ConfigurationOptions {
  /** Where log lines go. Defaults to standard output. */
  readonly logDestination?: LogDestination;
}

/** The assembled house: what an app needs to serve, and nothing of how it is done. */
export interface Accord {
  readonly configuration: Configuration;
  readonly version: string;
  readonly runtime: Runtime;
  readonly routes: OpenDomain['routes'];
  readonly decisions: DecisionStore;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  /** Makes the id of an HTTP request or of a command. */
  readonly nextRequestId: () => string;
  /** Asks every component now. */
  health(): Promise<Health>;
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
  const { knobs } = configuration;
  const clock = systemClock;
  const rng = createRng(randomInt(2 ** 32));
  const metrics = createMetricRegistry();
  const logger = createLogger(knobs.of(logKnobs), options.logDestination);
  const domains = (options.domains ?? DOMAINS).map((domain) => domain.open(knobs));
  const engines = openEngines({ knobs, rules: rulesOf(domains), clock, rng, home: HOME });
  const { database, decisions } = openDecisions(configuration, metrics);
  const runtime = createRuntime({
    clock,
    nextId: createIdSource(clock, rng),
    engines,
    parameters: servingParameters(configuration),
    decisions,
    metrics: runtimeMetrics(metrics),
  });
  const version = readVersion();
  const startedAt = clock.monotonic();

  return {
    configuration,
    version,
    runtime,
    routes: domains.flatMap(({ routes }) => routes),
    decisions,
    metrics,
    logger,
    nextRequestId: createIdSource(clock, rng),
    async health() {
      const components = {
        database: decisions.health(),
        ...(await engineComponents(engines, knobs.of(healthKnobs).timeout_ms)),
      };
      return {
        status: worstOf(components),
        version,
        environment: configuration.environment,
        uptime_seconds: Math.round(clock.monotonic() - startedAt) / 1000,
        components,
      };
    },
    async close() {
      await closeEngines(engines);
      decisions.close();
      database.close();
    },
  };
}

const rulesOf = (domains: readonly OpenDomain[]): ReadonlyMap<string, RuleSet> =>
  new Map(domains.flatMap(({ rules }) => [...rules]));

interface OpenDecisions {
  readonly database: SqliteDatabase;
  readonly decisions: DecisionStore;
}

function openDecisions({ knobs, dataFolder }: Configuration, metrics: MetricRegistry): OpenDecisions {
  const database = openSqlite({ path: join(dataFolder, 'accord.db'), knobs: knobs.of(storageKnobs) });
  try {
    return { database, decisions: sqliteDecisions({ database, knobs: knobs.of(decisionKnobs), metrics }) };
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
