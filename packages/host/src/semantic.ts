import {
  type AnswerJudge,
  type Cache,
  createSemanticCache,
  type Embedder,
  type SemanticCache,
  semanticKnobs,
  semanticMetrics,
  textGuards,
} from '@accord/cache';
import { sqliteQuestions } from '@accord/cache/drivers/sqlite-questions';
import { sqliteSemantic } from '@accord/cache/drivers/sqlite-semantic';
import { HASHED_MODEL } from '@accord/engine/drivers/hashed';
import { AccordError, type Clock, type NanoUsd, type Rng } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import { createDeadline } from '@accord/resilience';
import type { Booking, GuardedEngine } from '@accord/runtime';
import type { SqliteDatabase } from '@accord/storage';
import { type Logger, type MetricRegistry, rarely } from '@accord/telemetry';
import { createVectorIndex, vectorKnobs } from '@accord/vectors';
import type { EnginesByRole } from './engines.ts';
import { hostErrors } from './errors.ts';
import { engineJudge } from './semantic-judge.ts';
import { embeddingKnobs } from './knobs.ts';
import { judgeKnobs } from './semantic-knobs.ts';

const FAILURES_TOLD_MS = 10_000;

export interface SemanticSurroundings {
  readonly knobs: ResolvedKnobs;
  readonly database: SqliteDatabase;
  readonly cache: Cache;
  readonly engines: EnginesByRole;
  /** Stays the opener's to close. */
  readonly embedding: GuardedEngine;
  /** Told what verdicts of a judge cost. */
  readonly spent: (cost: NanoUsd) => void;
  readonly booking: Booking;
  readonly nextId: () => string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
}

export interface OpenSemantic {
  readonly semantic: SemanticCache;
  /** Before the cache and the engines. */
  close(): Promise<void>;
}

/**
 * Opens the index of questions, the embedding and the evidence.
 *
 * @throws CONFIG_ROLE_INCOMPLETE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export function openSemantic(surroundings: SemanticSurroundings): OpenSemantic {
  const { knobs, database, cache, clock, rng, metrics, logger } = surroundings;
  const semantic = knobs.of(semanticKnobs);
  const embedder = embedderOf(surroundings);
  const index = sqliteQuestions({
    database,
    openVectors: (dimensions) =>
      createVectorIndex({
        dimensions,
        knobs: knobs.of(vectorKnobs),
        clock,
        whenFull: 'evict-oldest',
        onGraphFailure: (error) => logger.warn({ err: error }, 'the graph of similar questions failed'),
      }),
    embedding: embedder.key,
    storedAs: knobs.of(vectorKnobs).stored_as,
    clock,
    onDamaged: (rows) =>
      logger.warn({ rows }, 'questions of the semantic cache were damaged and are dropped'),
  });
  const seldom = rarely(clock, FAILURES_TOLD_MS);
  const opened = createSemanticCache({
    cache,
    knobs: semantic,
    clock,
    rng,
    store: sqliteSemantic({
      database,
      keptChecks: semantic.kept_checks,
      keptEntries: semantic.kept_entries,
    }),
    index,
    embedder,
    guards: textGuards(),
    judge: openJudge(surroundings),
    metrics: semanticMetrics(metrics),
    onFailure: (error) =>
      seldom((unsaid) => logger.warn({ err: error, unsaid }, 'the semantic cache failed beside a request')),
  });
  return {
    semantic: opened,
    async close() {
      await opened.close();
      index.close();
    },
  };
}

/** A model that is slow or down is left out of a request, as is every other trouble of the semantic cache. */
function embedderOf({ embedding, knobs, clock }: SemanticSurroundings): Embedder {
  const { embedding_timeout_ms: timeoutMs } = knobs.of(semanticKnobs);
  const { driver } = knobs.of(embeddingKnobs);
  return {
    key: driver === 'hashed' ? HASHED_MODEL : embedding.key,
    async embed(text, signal) {
      const deadline = createDeadline({ clock, timeoutMs, caller: signal });
      try {
        return (await embedding.embed(text, deadline.signal)).vector;
      } finally {
        deadline.clear();
      }
    },
  };
}

function openJudge({ knobs, engines, ...rest }: SemanticSurroundings): AnswerJudge | undefined {
  const { role } = knobs.of(judgeKnobs);
  if (role === 'none') return undefined;
  const model = engines[role].find((guarded) => !guarded.rules);
  if (model !== undefined) return engineJudge({ model, ...rest });
  throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
    detail: `semantic.judge.role is ${role}, so roles.${role}.driver must name a model`,
    field: 'semantic.judge.role',
  });
}
