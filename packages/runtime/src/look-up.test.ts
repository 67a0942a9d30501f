import { priceOfMillion } from '@accord/accounts';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { localCaller } from './caller.ts';
import {
  answeringAtOnce,
  bench,
  fakeEngine,
  failureOf,
  greeting,
  memoryOnlyCache,
  stuck,
  unreachable,
} from './testing/bench.ts';

const CACHED = { cache: { noStore: false, noCache: false } };

/** Counts its calls in what it says; fails from the given call on. */
function counting(failsFrom = Number.POSITIVE_INFINITY) {
  let calls = 0;
  return fakeEngine(async () => {
    calls += 1;
    if (calls >= failsFrom) throw unreachable();
    return {
      output: { word: `call-${calls}` },
      model: 'm',
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 2 },
    };
  });
}

describe('an answer that is kept', () => {
  it('is given again without an engine, with how it came about and what it saves', async () => {
    const { greet, clock, kept } = bench({
      engines: { interpreter: [counting()] },
      price: priceOfMillion(0.001, 0.001, 0.001),
    });
    const first = await greet('fast', CACHED);
    clock.advance(1500);
    const second = await greet('fast', CACHED);
    expect(second.output.text).toBe(first.output.text);
    expect(first.meta.value.cache).toEqual({
      outcome: 'miss',
      stored: true,
      reason: '',
      passed: [{ level: 'memory', why: 'missed' }],
    });
    expect(second.meta.value).toMatchObject({
      cost_usd: '0',
      tokens: { input: 0, output: 0 },
      engines: first.meta.value.engines,
      cache: {
        outcome: 'hit',
        level: 'memory',
        age_ms: 1500,
        stale: false,
        decision: first.meta.value.id,
      },
    });
    expect(second.meta.value.id).not.toBe(first.meta.value.id);
    expect(kept[1]).toMatchObject({ outcome: 'ok', output_of: first.meta.value.id });
    expect(kept[1]).not.toHaveProperty('output');
  });

  it('belongs to its tenant, its mode and its question', async () => {
    const { greet, runtime } = bench({ engines: { interpreter: [counting()] } });
    await greet('fast', CACHED);
    const other = async (question: string, mode: 'fast' | 'balanced', tenant: string) => {
      const caller = { ...localCaller, account: { ...localCaller.account, tenant } };
      return (await runtime.run(greeting, question, { mode, caller })).meta.value.cache.outcome;
    };
    expect(await other('oh', 'fast', 'local')).toBe('hit');
    expect(await other('oh', 'fast', 'another')).toBe('miss');
    expect(await other('oh', 'balanced', 'local')).toBe('miss');
    expect(await other('ah', 'fast', 'local')).toBe('miss');
  });

  it('is another one once what the task knows has changed', async () => {
    const { runtime } = bench({ engines: { interpreter: [counting()] } });
    let basis = 'index 1';
    const task = { ...greeting, basis: () => basis };
    const ask = async () =>
      (await runtime.run(task, 'oh', { mode: 'fast', caller: localCaller })).meta.value.cache.outcome;
    expect([await ask(), await ask()]).toEqual(['miss', 'hit']);
    basis = 'index 2';
    expect(await ask()).toBe('miss');
  });

  it('is not used for who wants a new one, and not made for who wants none kept', async () => {
    const { greet } = bench({ engines: { interpreter: [counting()] } });
    const said = async (noStore: boolean, noCache: boolean) =>
      (await greet('fast', { cache: { noStore, noCache } })).output.value;
    expect(await said(true, false)).toBe('oh call-1');
    expect(await said(false, false)).toBe('oh call-2');
    expect(await said(false, true)).toBe('oh call-3');
    expect(await said(false, false)).toBe('oh call-3');
  });

  it('is never one that fell short, and a failure is never kept', async () => {
    const { greet, kept } = bench({ engines: { validator: [counting(1)] } });
    await greet('balanced', CACHED);
    expect(kept[0]?.meta.cache).toMatchObject({ outcome: 'miss', stored: false, reason: 'not_as_planned' });
    await greet('balanced', CACHED);
    expect(kept[1]?.meta.cache).toMatchObject({ outcome: 'miss' });
    const failing = bench({
      engines: { interpreter: [fakeEngine(() => Promise.reject(new TypeError('bug')))] },
    });
    for (let call = 0; call < 2; call++)
      expect(await failureOf(failing.greet('fast', CACHED))).toBeInstanceOf(TypeError);
  });

  it('stands in, marked, when no engine answers', async () => {
    const { greet } = bench({ engines: { interpreter: [counting(2)] } });
    const first = await greet('fast', CACHED);
    const { output, meta } = await greet('fast', { cache: { noStore: true, noCache: false } });
    expect(output.text).toBe(first.output.text);
    expect(meta.value.cache).toMatchObject({ outcome: 'hit' });
    const later = await greet('balanced', CACHED);
    expect(later.output.value).toBe('oh call-1');
    expect(later.meta.value).toMatchObject({
      mode_asked: 'balanced',
      mode_used: 'fast',
      cache: { outcome: 'hit', decision: first.meta.value.id },
    });
    expect(later.meta.value.reasons.at(-1)).toMatchObject({ code: 'kept_answer', outcome: 'taken' });
  });
});

describe('the same question, asked at once', () => {
  it('is answered once for all', async () => {
    const { greet } = bench({ engines: { interpreter: [counting()] } });
    const replies = await Promise.all(Array.from({ length: 100 }, () => greet('fast', CACHED)));
    expect(new Set(replies.map(({ output }) => output.value))).toEqual(new Set(['oh call-1']));
    const outcomes = replies.map(({ meta }) => meta.value.cache.outcome);
    expect(outcomes.filter((outcome) => outcome === 'joined')).toHaveLength(99);
    expect(new Set(replies.map(({ meta }) => meta.value.id)).size).toBe(100);
  });

  it('goes on for the others when one goes away', async () => {
    const leaving = new AbortController();
    let answer: (() => void) | undefined;
    const engine = fakeEngine(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { output: { word: 'late' }, model: 'm', finishReason: 'stop' };
    });
    const { greet } = bench({ engines: { interpreter: [engine] } });
    const first = failureOf(greet('fast', { ...CACHED, signal: () => leaving.signal }));
    const second = greet('fast', CACHED);
    leaving.abort(new DOMException('gone', 'AbortError'));
    expect(await first).toMatchObject({ code: 'CALL_CANCELLED' });
    answer?.();
    expect((await second).output.value).toBe('oh late');
  });

  it('is given up when all have gone, down to the engine', async () => {
    const leaving = new AbortController();
    let aborted = false;
    const engine = fakeEngine((request) => {
      request.signal().addEventListener('abort', () => (aborted = true));
      return stuck.generate(request);
    });
    const { greet } = bench({ engines: { interpreter: [engine] } });
    const both = [1, 2].map(() => failureOf(greet('fast', { ...CACHED, signal: () => leaving.signal })));
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort(new DOMException('gone', 'AbortError'));
    for (const one of both) expect(await one).toMatchObject({ code: 'CALL_CANCELLED' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(aborted).toBe(true);
  });

  it('marks every reply when the one answer is unreliable', async () => {
    const { greet } = bench({ engines: { interpreter: [fakeEngine(() => Promise.reject(unreachable()))] } });
    const replies = await Promise.all([greet('fast', CACHED), greet('fast', CACHED)]);
    expect(replies.map(({ meta }) => meta.value.reliability)).toEqual(['low', 'low']);
  });
});

describe('an answer past its time', () => {
  it('is given while it is computed anew, as a request of its own', async () => {
    const clock = manualClock();
    const cache = memoryOnlyCache(clock, { 'cache.l1.ttl_s': 7200 });
    const { greet, kept } = bench({ engines: { interpreter: [counting()] }, clock, over: { cache } });
    await greet('fast', CACHED);
    clock.advance(2_000_000);
    const { output, meta } = await greet('fast', CACHED);
    expect(output.value).toBe('oh call-1');
    expect(meta.value.cache).toMatchObject({ outcome: 'hit', stale: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(kept.map(({ output: said }) => said)).toEqual(['oh call-1', undefined, 'oh call-2']);
    expect(kept[1]?.output_of).toBe(kept[0]?.id);
    expect((await greet('fast', CACHED)).output.value).toBe('oh call-2');
  });
});

it('an answer by rules alone is kept too', async () => {
  const { greet } = bench({ engines: { interpreter: [answeringAtOnce({ word: 'x' })] } });
  await greet('fast', CACHED);
  expect((await greet('fast', CACHED)).meta.value.cache).toMatchObject({ outcome: 'hit' });
});
