import { createRng } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { type Harness, openCache } from './harness.ts';
import { sqliteSemantic } from '../drivers/sqlite-semantic.ts';
import { semanticKnobs } from '../semantic/knobs.ts';
import type { Embedder, KeptQuestion, QuestionGuards, QuestionIndex } from '../semantic/question.ts';
import { createSemanticCache, type SemanticCache, type SemanticOptions } from '../semantic/semantic-cache.ts';
import type { SemanticStore } from '../semantic/store.ts';

/** Compares with every question of the partition. */
export function plainIndex(clock: ManualClock): QuestionIndex & { readonly size: () => number } {
  const kept = new Map<string, KeptQuestion>();
  const keyOf = (partition: string, name: string): string => JSON.stringify([partition, name]);
  return {
    size: () => kept.size,
    add: (question) => void kept.set(keyOf(question.partition, question.name), question),
    remove: (partition, name) => void kept.delete(keyOf(partition, name)),
    nearest: (partition, vector, most, atLeast) =>
      [...kept.values()]
        .filter((one) => one.partition === partition && one.expiresAt > clock.now())
        .map(({ name, text, vector: other }) => ({ name, text, similarity: cosine(vector, other) }))
        .filter(({ similarity }) => similarity >= atLeast)
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, most),
  };
}

/**
 * Texts such as `topic/12`: the number is an angle in degrees, so that questions of one topic are as similar as the cosine
 * of what lies between them, and those of different topics are not at all.
 */
const angleEmbedder: Embedder = {
  key: 'angles@1',
  embed(text) {
    const [topic = '', degrees = '0'] = text.split('/');
    const vector = new Float32Array(64);
    const at =
      (Array.from(topic).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 32, 7) % 32) * 2;
    const angle = (Number(degrees) * Math.PI) / 180;
    vector[at] = Math.cos(angle);
    vector[at + 1] = Math.sin(angle);
    return vector;
  },
};

/** Everything is alike: what a broken model does. */
export const brokenEmbedder: Embedder = { key: 'angles@1', embed: () => new Float32Array(64).fill(0.125) };

const noGuards: QuestionGuards = { version: 'none', refusal: () => undefined };

export interface SemanticHarness extends Harness {
  readonly semantic: SemanticCache;
  readonly store: SemanticStore;
  readonly index: ReturnType<typeof plainIndex>;
  readonly database: SqliteDatabase;
  readonly failures: unknown[];
}

export interface SemanticHarnessOptions
  extends Partial<Pick<SemanticOptions, 'embedder' | 'guards' | 'judge' | 'store'>> {
  readonly semantic?: Readonly<Record<string, unknown>>;
  readonly path?: string;
  readonly clock?: ManualClock;
  readonly seed?: number;
  readonly of?: SemanticHarness;
}

/** A cache with a semantic one before its source, its evidence in a real database. */
export function openSemantic(options: SemanticHarnessOptions = {}): SemanticHarness {
  const clock = options.clock ?? options.of?.clock ?? manualClock(1_000_000);
  const harness = options.of ?? openCache({ clock });
  const database =
    options.of?.database ??
    openSqlite({ path: options.path ?? ':memory:', knobs: { busy_timeout_ms: 1000 } });
  const store = options.store ?? sqliteSemantic({ database, keptChecks: 1000, keptEntries: 1000 });
  const index = options.of?.index ?? plainIndex(clock);
  const failures: unknown[] = [];
  const values = new Map(
    Object.entries(options.semantic ?? {}).map(([name, value]) => [`semantic.${name}`, value]),
  );
  const semantic = createSemanticCache({
    cache: harness.cache,
    knobs: resolveKnobs([semanticKnobs], [{ origin: 'test', values }]).of(semanticKnobs),
    clock,
    rng: createRng(options.seed ?? 1),
    store,
    index,
    embedder: options.embedder ?? angleEmbedder,
    guards: options.guards ?? noGuards,
    judge: options.judge,
    onFailure: (error) => failures.push(error),
  });
  return { ...harness, semantic, store, index, database, failures };
}

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}
