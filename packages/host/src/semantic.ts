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
import { type Engine, engineKnobs } from '@accord/engine';
import { HASHED_DIMENSIONS, HASHED_MODEL, hashedEngine } from '@accord/engine/drivers/hashed';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { AccordError, type Clock, type NanoUsd, type Rng } from '@accord/kernel';
import type { KnobValues, ResolvedKnobs } from '@accord/knobs';
import type { SqliteDatabase } from '@accord/storage';
import { type Logger, type MetricRegistry, rarely } from '@accord/telemetry';
import { createVectorIndex, vectorKnobs } from '@accord/vectors';
import type { EnginesByRole } from './engines.ts';
import { hostErrors } from './errors.ts';
import { engineJudge } from './semantic-judge.ts';
import { embeddingKnobs, judgeKnobs } from './semantic-knobs.ts';

const FAILURES_TOLD_MS = 10_000;

export interface SemanticSurroundings {
  readonly knobs: ResolvedKnobs;
  readonly database: SqliteDatabase;
  readonly cache: Cache;
  readonly engines: EnginesByRole;
  /** Told what verdicts of a judge cost. */
  readonly spent: (cost: NanoUsd) => void;
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
 * @throws CONFIG_SEMANTIC_INCOMPLETE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export function openSemantic(surroundings: SemanticSurroundings): OpenSemantic {
  const { knobs, database, cache, clock, rng, metrics, logger } = surroundings;
  const semantic = knobs.of(semanticKnobs);
  const embedding = openEmbedding(knobs, clock);
  const index = sqliteQuestions({
    database,
    vectors: createVectorIndex({
      dimensions: embedding.dimensions,
      knobs: knobs.of(vectorKnobs),
      clock,
      whenFull: 'evict-oldest',
      onGraphFailure: (error) => logger.warn({ err: error }, 'the graph of similar questions failed'),
    }),
    embedding: embedding.embedder.key,
    clock,
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
    embedder: embedding.embedder,
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
      await embedding.engine.close();
    },
  };
}

interface OpenEmbedding {
  readonly engine: Engine;
  readonly embedder: Embedder;
  readonly dimensions: number;
}

function openEmbedding(knobs: ResolvedKnobs, clock: Clock): OpenEmbedding {
  const settings = knobs.of(embeddingKnobs);
  if (settings.driver === 'hashed') {
    const engine = hashedEngine();
    return { engine, embedder: embedderOf(engine, HASHED_MODEL, settings), dimensions: HASHED_DIMENSIONS };
  }
  if (!URL.canParse(settings.base_url)) {
    throw new AccordError(hostErrors.CONFIG_SEMANTIC_INCOMPLETE, {
      detail:
        'semantic.embedding.driver is openai, so semantic.embedding.base_url must be the address of its server',
      field: 'semantic.embedding.base_url',
    });
  }
  const engine = openaiEngine({
    name: 'embedding',
    baseUrl: settings.base_url,
    model: settings.model,
    apiKey: settings.api_key,
    dialect: 'openai',
    maxAnswerBytes: knobs.of(engineKnobs).max_answer_bytes,
    clock,
  });
  return { engine, embedder: embedderOf(engine, settings.model, settings), dimensions: settings.dimensions };
}

const embedderOf = (
  engine: Engine,
  model: string,
  { timeout_ms: timeoutMs, driver }: KnobValues<typeof embeddingKnobs>,
): Embedder => ({
  key: `${driver}/${model}`,
  async embed(text, signal) {
    const within = (): AbortSignal =>
      driver === 'hashed' ? signal() : AbortSignal.any([signal(), AbortSignal.timeout(timeoutMs)]);
    const { vectors } = await engine.embed({ texts: [text], signal: within });
    const [vector] = vectors;
    if (vector === undefined) throw new TypeError('an engine embeds every text or fails');
    return vector;
  },
});

function openJudge({ knobs, engines, clock, spent }: SemanticSurroundings): AnswerJudge | undefined {
  const { role } = knobs.of(judgeKnobs);
  if (role === 'none') return undefined;
  const model = engines[role].find((guarded) => !guarded.rules);
  if (model !== undefined) return engineJudge({ model, clock, spent });
  throw new AccordError(hostErrors.CONFIG_SEMANTIC_INCOMPLETE, {
    detail: `semantic.judge.role is ${role}, so roles.${role}.driver must name a model`,
    field: 'semantic.judge.role',
  });
}
