import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AccordError, type Clock } from '@accord/kernel';
import { createBackground } from './background.ts';
import { cacheErrors } from './errors.ts';
import type { CacheKey } from './key.ts';
import type { CacheParameters } from './knobs.ts';
import { reasonOf } from './level-guard.ts';
import { heavyHitters } from './popular.ts';
import type { PopularStore } from './popular-store.ts';
import { createPrediction, type PredictionStats } from './prediction.ts';

/** What became of a request that was run to warm the cache. `kept`: its answer was there already. */
export type Warmed = 'computed' | 'kept' | 'not_kept';

export interface WarmReport {
  readonly computed: number;
  readonly kept: number;
  readonly notKept: number;
  readonly failed: number;
  /** The first failures, by line of the file or place in the list, from 1. */
  readonly failures: readonly { readonly at: number; readonly reason: string }[];
}

export interface ObservedRequest {
  readonly key: CacheKey;
  /** Of the tenant, when the client has one. */
  readonly session: string | undefined;
  /** As JSON, so that `run` can run it again. Asked for only when the request is new. */
  readonly request: () => string;
}

export interface Warming {
  /**
   * Takes note of a request of a client. Not to be called for a request that may leave no trace, nor for those that
   * warming itself runs.
   */
  observe(observed: ObservedRequest): void;
  /**
   * Runs the requests of a file, one in JSON on each line.
   *
   * @throws CACHE_WARMING_FILE_UNREADABLE
   */
  warmFile(path: string): Promise<WarmReport>;
  /** Runs the given requests, each in JSON. */
  warm(requests: Iterable<string>): Promise<WarmReport>;
  /** Runs the most popular requests, as many as are to be warm at the start. */
  warmPopular(): Promise<WarmReport>;
  prediction(): PredictionStats;
  /** Writes the popular requests down and waits for what runs. */
  close(): Promise<void>;
}

export interface WarmingOptions {
  readonly clock: Clock;
  readonly parameters: Pick<CacheParameters, 'popular' | 'warming' | 'prediction'>;
  readonly store: PopularStore;
  /** Runs one request through the cache, unobserved. The signal is aborted when warming is closed. */
  readonly run: (request: string, signal: AbortSignal) => Promise<Warmed>;
  readonly onBackgroundFailure: (error: unknown) => void;
}

const MOST_FAILURES_TOLD = 20;
const HOUR_MS = 3_600_000;

export function createWarming(options: WarmingOptions): Warming {
  const { clock, parameters, store, run, onBackgroundFailure } = options;
  const { popular, warming } = parameters;
  const hitters = heavyHitters(popular.tracked);
  const prediction = createPrediction(parameters.prediction, clock);
  const background = createBackground(onBackgroundFailure);
  const closing = new AbortController();
  const halfLifeMs = popular.half_life_h * HOUR_MS;
  let ahead = 0;

  const save = async (): Promise<void> => {
    const requests = hitters.take(popular.kept);
    if (requests.length === 0) return;
    await store.add({ requests, now: clock.now(), halfLifeMs, most: popular.kept });
  };
  const timer = setInterval(() => background.run(save()), popular.save_s * 1000).unref();

  const runAhead = async (key: CacheKey, request: string): Promise<void> => {
    ahead += 1;
    let computed = false;
    try {
      computed = (await run(request, closing.signal)) === 'computed';
    } finally {
      ahead -= 1;
      prediction.settled(key, computed);
    }
  };

  return {
    observe(observed) {
      if (popular.kept > 0) hitters.note(observed.key, observed.request);
      for (const { key, request } of prediction.note(observed)) {
        if (ahead < warming.concurrency) background.run(runAhead(key, request));
        else prediction.settled(key, false);
      }
    },
    async warmFile(path) {
      const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
      try {
        return await warmAll(lines, warming.concurrency, async (line) => run(line, closing.signal));
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    warm: (requests) => warmAll(requests, warming.concurrency, async (line) => run(line, closing.signal)),
    async warmPopular() {
      const most = warming.popular_at_start;
      // What was asked just now may be what is popular.
      await save();
      const top = most === 0 ? [] : await store.top({ now: clock.now(), halfLifeMs, most });
      const requests = top.map(({ request }) => request);
      return warmAll(requests, warming.concurrency, async (request) => run(request, closing.signal));
    },
    prediction: prediction.stats,
    async close() {
      clearInterval(timer);
      closing.abort(new DOMException('Warming was closed', 'AbortError'));
      background.run(save());
      await background.ended();
    },
  };
}

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  return new AccordError(cacheErrors.CACHE_WARMING_FILE_UNREADABLE, {
    detail: `${path} cannot be read: ${cause.message}`,
    cause,
  });
}

/** Runs all, so many at a time; what fails is told and holds nothing up. Blank lines are passed over. */
async function warmAll(
  requests: Iterable<string> | AsyncIterable<string>,
  concurrency: number,
  run: (request: string) => Promise<Warmed>,
): Promise<WarmReport> {
  const counts = { computed: 0, kept: 0, not_kept: 0, failed: 0 };
  const failures: { at: number; reason: string }[] = [];
  const running = new Set<Promise<void>>();
  const one = async (request: string, at: number): Promise<void> => {
    try {
      counts[await run(request)] += 1;
    } catch (error) {
      if (error instanceof TypeError) throw error;
      counts.failed += 1;
      if (failures.length < MOST_FAILURES_TOLD) failures.push({ at, reason: reasonOf(error) });
    }
  };
  let at = 0;
  for await (const request of requests) {
    at += 1;
    if (request.trim() === '') continue;
    const started: Promise<void> = one(request, at).finally(() => running.delete(started));
    running.add(started);
    if (running.size >= concurrency) await Promise.race(running);
  }
  await Promise.all(running);
  return {
    computed: counts.computed,
    kept: counts.kept,
    notKept: counts.not_kept,
    failed: counts.failed,
    failures: failures.sort((one, other) => one.at - other.at),
  };
}
