import { priceOfMillion } from '@accord/accounts';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import { createRng, systemClock } from '@accord/kernel';
import { type KnobSet, type KnobValues, resolveKnobs } from '@accord/knobs';
import {
  batchKnobs,
  breakerKnobs,
  bulkheadKnobs,
  healthTrackingKnobs,
  queueKnobs,
  retryKnobs,
} from '@accord/resilience';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedText, embeddingKnobs } from './batched-embedding.ts';
import { type GuardedEngine, guardEngine } from './guarded-engine.ts';

/** Over HTTP to a server that counts what is asked of it. */
let server: ModelServer;
let guarded: GuardedEngine;

const valuesOf = <Set extends KnobSet>(set: Set): KnobValues<Set> => resolveKnobs([set], []).of(set);

function open(batching: Partial<KnobValues<typeof batchKnobs>> = {}, timeoutMs = 10_000): void {
  const engine = openaiEngine({
    name: 'openai',
    baseUrl: server.baseUrl,
    model: 'test-model',
    apiKey: '',
    dialect: 'openai',
    maxAnswerBytes: 10_000_000,
    clock: systemClock,
  });
  guarded = guardEngine({
    key: 'openai/test-model',
    engine,
    price: () => priceOfMillion(0.001, 0.001, 0),
    clock: systemClock,
    rng: createRng(1),
    knobs: {
      breaker: valuesOf(breakerKnobs),
      bulkhead: valuesOf(bulkheadKnobs),
      queue: valuesOf(queueKnobs),
      retry: { ...valuesOf(retryKnobs), attempts: 1 },
      health: valuesOf(healthTrackingKnobs),
      batch: { ...valuesOf(batchKnobs), ...batching },
      embedding: { ...valuesOf(embeddingKnobs), timeout_ms: timeoutMs },
    },
    onBreakerChange: () => undefined,
  });
}

const embed = (text: string, signal = new AbortController().signal): Promise<EmbeddedText> =>
  guarded.embed(text, () => signal);
const sizeNow = (): number => guarded.state()?.batches.size ?? 0;

beforeEach(async () => {
  server = await startModelServer();
  open();
});
afterEach(async () => {
  await guarded.close();
  await guarded.engine.close();
  await server.close();
});

const range = (count: number): string[] => Array.from({ length: count }, (_, at) => `text ${at}`);
const embeddings = () => server.requests.filter(({ path }) => path === '/embeddings');
const inputs = (): string[][] => embeddings().map(({ body }) => body['input'] as string[]);
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'ok',
    (error: unknown) => (error as { code: unknown }).code,
  );

describe('batches', () => {
  it('are one call for many texts, and give each its own vector and its part of the tokens', async () => {
    open({ size_initial: 100, concurrent_batches: 1 });
    const texts = range(100);
    const all = await Promise.all(texts.map((text) => embed(text)));
    expect(inputs()).toEqual([texts]);
    const alone = await guarded.engine.embed({
      texts: ['text 42'],
      signal: () => new AbortController().signal,
    });
    expect(all[42]?.vector).toEqual(alone.vectors[0]);
    expect(all[42]?.model).toBe('test-model');
    const tokens = all.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
    expect(tokens).toBe(Math.ceil(texts.join('').length / 4));
    for (const { inputTokens, costNanoUsd } of all) expect(costNanoUsd).toBe(inputTokens);
  });

  it('grow by five with each that succeeds, up to a hundred', async () => {
    open({ concurrent_batches: 1 });
    const sizes: number[] = [];
    for (let wave = 0; wave < 20; wave++) {
      await Promise.all(range(sizeNow()).map((text) => embed(text)));
      sizes.push(sizeNow());
    }
    expect(sizes.slice(0, 3)).toEqual([15, 20, 25]);
    expect(sizes.at(-1)).toBe(100);
    expect(
      inputs()
        .slice(0, 3)
        .map((texts) => texts.length),
    ).toEqual([10, 15, 20]);
    expect(Math.max(...inputs().map((texts) => texts.length))).toBe(100);
  });

  it('are halved with each that fails, down to five', async () => {
    open({ size_initial: 100, concurrent_batches: 1 });
    server.behave({ fault: { kind: 'status', status: 503 } });
    const sizes: number[] = [];
    for (let wave = 0; wave < 5; wave++) {
      expect(await codeOf(embed('oh'))).toBe('ENGINE_OVERLOADED');
      sizes.push(sizeNow());
    }
    expect(sizes).toEqual([50, 25, 12, 6, 5]);
    // Five in a row: from now on the breaker keeps the server from being asked.
    expect(await codeOf(embed('oh'))).toBe('BREAKER_OPEN');
    expect(embeddings()).toHaveLength(5);
  });
});

describe('one text that is refused', () => {
  it('fails alone, and speaks neither against its company nor against the engine', async () => {
    open({ size_initial: 64, concurrent_batches: 1 });
    server.behave({ refuses: ({ body }) => [body['input']].flat().includes('text 13') });
    const codes = await Promise.all(range(64).map((text) => codeOf(embed(text))));
    expect(codes.flatMap((code, at) => (code === 'ok' ? [] : [[at, code]]))).toEqual([
      [13, 'ENGINE_REJECTED'],
    ]);
    expect(guarded.admission()).toEqual({ state: 'admitted' });
    expect(inputs().length).toBeLessThanOrEqual(2 * 6 + 1);
  });

  it('opens the breaker when every text is', async () => {
    open({ size_initial: 64, concurrent_batches: 1 });
    server.behave({ fault: { kind: 'status', status: 401 } });
    const codes = new Set(await Promise.all(range(64).map((text) => codeOf(embed(text)))));
    expect(codes).toEqual(new Set(['ENGINE_REJECTED', 'BREAKER_OPEN']));
  });
});

describe('who goes away', () => {
  it('takes only its own text out', async () => {
    open({ size_initial: 2, size_min: 2 });
    server.behave({ delayMs: 50 });
    const leaving = new AbortController();
    const arrived = server.nextRequest();
    const left = codeOf(embed('gone', leaving.signal));
    const stays = embed('here');
    const { outcome } = await arrived;
    leaving.abort();
    expect(await left).toBe('CALL_CANCELLED');
    expect((await stays).vector).toHaveLength(8);
    expect(await outcome).toBe('answered');
  });

  it('breaks the call off at the server when it was the last', async () => {
    server.behave({ fault: { kind: 'hang' } });
    const leaving = new AbortController();
    const arrived = server.nextRequest();
    const left = ['one', 'other'].map((text) => codeOf(embed(text, leaving.signal)));
    const { outcome } = await arrived;
    leaving.abort();
    expect(await Promise.all(left)).toEqual(['CALL_CANCELLED', 'CALL_CANCELLED']);
    expect(await outcome).toBe('disconnected');
  });
});

it('a batch that takes too long fails with its deadline, and the server sees the connection close', async () => {
  open({}, 50);
  server.behave({ fault: { kind: 'hang' } });
  const arrived = server.nextRequest();
  const code = codeOf(embed('oh'));
  expect(await (await arrived).outcome).toBe('disconnected');
  expect(['ENGINE_TIMEOUT', 'DEADLINE_PASSED']).toContain(await code);
});

it('more texts than may wait are refused with the time to come again', async () => {
  open({ waiting_limit: 2, concurrent_batches: 1, window_ms: 60_000 });
  const waiting = ['one', 'other'].map((text) => embed(text));
  await expect(embed('one too many')).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    retryAfterSeconds: expect.any(Number),
  });
  const closed = guarded.close();
  expect(await Promise.all(waiting)).toHaveLength(2);
  await closed;
  expect(inputs()).toEqual([['one', 'other']]);
});
