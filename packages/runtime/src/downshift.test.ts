import { priceOfMillion } from '@accord/accounts';
import { type Engine, engineErrors } from '@accord/engine';
import { AccordError, nanoUsd } from '@accord/kernel';
import { bulkheadKnobs, queueKnobs } from '@accord/resilience';
import { describe, expect, it } from 'vitest';
import { localCaller } from './caller.ts';
import {
  answering,
  bench,
  dollars,
  failing,
  failureOf,
  fakeEngine,
  greeting,
  knobsOf,
  stuck,
  unreachable,
} from './testing/bench.ts';

const broken = failing(unreachable());
const codes = (meta: { readonly reasons: readonly { readonly code: string; readonly outcome: string }[] }) =>
  meta.reasons.map(({ code, outcome }) => `${code} ${outcome}`);

/** Never answers the first calls, then does. */
function answeringFrom(call: number): Engine {
  let calls = 0;
  return fakeEngine(async () => {
    calls += 1;
    if (calls < call) throw unreachable();
    return { output: { word: `call-${calls}` }, model: 'm', finishReason: 'stop' };
  });
}

describe('when an engine fails', () => {
  it('asks the next engine of the role, and says so', async () => {
    const { greet, kept, downshifts } = bench({
      engines: { interpreter: [broken, answering({ word: 'second' }, 'spare')] },
    });
    const { output, meta } = await greet('fast');
    expect(output.value).toBe('oh second');
    expect(codes(meta.value)).toEqual([
      'mode_as_asked taken',
      'engine_failed refused',
      'fallback_engine taken',
    ]);
    expect(meta.value).toMatchObject({
      reliability: 'normal',
      engines: [{ role: 'interpreter', engine: 'spare', fallback: true }],
    });
    expect(kept[0]?.steps.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'ok', 'ok']);
    expect(downshifts).toEqual([['fast', 'fast', 'engine_failed']]);
  });

  it('goes on as balanced without the creative role, whose rules give hints in its place', async () => {
    const { greet, downshifts } = bench({ engines: { creative: [broken] } });
    const { output, meta } = await greet('creative');
    expect(output.value).toBe('oh interpreter validator rule-creative');
    expect(meta.value).toMatchObject({ mode_used: 'balanced', reliability: 'normal' });
    expect(meta.value.engines.at(-1)).toMatchObject({ role: 'creative', engine: 'rules', fallback: true });
    expect(codes(meta.value)).toEqual([
      'mode_as_asked taken',
      'engine_failed refused',
      'creative_replaced taken',
    ]);
    expect(downshifts).toEqual([['creative', 'balanced', 'engine_failed']]);
  });

  it('goes on as fast without the validator, by its rules', async () => {
    const { greet } = bench({ engines: { validator: [broken] } });
    const { output, meta } = await greet('creative');
    expect(output.value).toBe('oh interpreter rule-validator rule-creative');
    expect(meta.value).toMatchObject({ mode_used: 'fast', reliability: 'normal' });
  });

  it('tries the interpreter once more with half the tokens', async () => {
    const asked: number[] = [];
    const engine = fakeEngine(async ({ sampling }) => {
      asked.push(sampling.maxTokens);
      if (asked.length === 1) throw new AccordError(engineErrors.ENGINE_TIMEOUT);
      return { output: { word: 'short' }, model: 'm', finishReason: 'stop' };
    });
    const { greet } = bench({ engines: { interpreter: [engine] } });
    const { output, meta } = await greet('balanced');
    expect(asked).toEqual([512, 256]);
    expect(output.value).toBe('oh short validator');
    expect(codes(meta.value)).toEqual([
      'mode_as_asked taken',
      'engine_failed refused',
      'kept_answer refused',
      'half_tokens taken',
    ]);
  });

  it('answers by rules in the end, marked unreliable', async () => {
    const { greet, downshifts } = bench({ engines: { interpreter: [broken] } });
    const { output, meta } = await greet('fast');
    expect(output.value).toBe('oh rule-interpreter');
    expect(meta.value).toMatchObject({
      reliability: 'low',
      engines: [{ role: 'interpreter', engine: 'rules', fallback: true }],
    });
    expect(downshifts).toEqual([['fast', 'rules', 'engine_failed']]);
  });

  it('answers 503 with Retry-After when the task has no rules', async () => {
    const { runtime, downshifts } = bench({ engines: { interpreter: [broken] } });
    const ruleless = { ...greeting, steps: greeting.steps.map((step) => ({ ...step, rules: undefined })) };
    const failure = await failureOf(runtime.run(ruleless, 'oh', { mode: 'fast', caller: localCaller }));
    expect(failure).toMatchObject({ code: 'SERVING_EMERGENCY', retryAfterSeconds: 10 });
    expect(downshifts).toEqual([['fast', 'failed', 'engine_failed']]);
  });

  it.each([
    ['a TypeError', new TypeError('x is not a function')],
    ['a missing import', Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })],
    ['something odd', 'a string'],
    ['a request that no engine of this kind can take', new AccordError(engineErrors.ENGINE_UNSUPPORTED)],
  ])('never falls back on %s', async (_, fault) => {
    const spare = answering({ word: 'spare' }, 'spare');
    const { greet, kept } = bench({ engines: { interpreter: [failing(fault), spare] } });
    expect(await failureOf(greet('fast'))).toBe(fault);
    expect(kept[0]).toMatchObject({ outcome: 'failed' });
  });

  it('ends a call that takes too long, within what is left of the deadline', async () => {
    const { greet, clock } = bench({ engines: { interpreter: [stuck] }, timeoutS: 5 });
    const run = greet('fast', { withinMs: 2000 });
    await clock.elapse(1949);
    await clock.elapse(1);
    const { meta } = await run;
    expect(meta.value.reliability).toBe('low');
    expect(codes(meta.value)).toContain('half_tokens refused');
    expect(meta.value.timings_ms['total']).toBe(1950);
  });
});

describe('when the plan is made', () => {
  it('leaves an engine alone after five failures, and asks again once it was well for a while', async () => {
    const { greet, clock } = bench({ engines: { creative: [answeringFrom(6)] } });
    for (let call = 0; call < 5; call++) {
      expect((await greet('creative')).meta.value.mode_used).toBe('balanced');
    }
    const planned = (await greet('creative')).meta.value;
    expect(planned.mode_used).toBe('balanced');
    expect(planned.reasons[0]).toMatchObject({
      step: 'plan',
      code: 'creative_down',
      outcome: 'refused',
      numbers: { retry_in_ms: expect.any(Number) },
    });
    await clock.elapse(10 * 60_000);
    expect((await greet('creative')).meta.value.mode_used).toBe('creative');
  });

  it('asks no engine when none may be asked, and says when one may be', async () => {
    const { runtime, greet } = bench({ engines: { interpreter: [broken] } });
    for (let call = 0; call < 5; call++) await greet('fast');
    const ruleless = { ...greeting, steps: greeting.steps.map((step) => ({ ...step, rules: undefined })) };
    const failure = await failureOf(runtime.run(ruleless, 'oh', { mode: 'fast', caller: localCaller }));
    expect(failure).toMatchObject({ code: 'SERVING_EMERGENCY' });
    const { meta } = await greet('fast');
    expect(codes(meta.value)).toEqual([
      'interpreter_down refused',
      'kept_answer refused',
      'half_tokens refused',
    ]);
    expect(meta.value.reliability).toBe('low');
  });

  it('takes a lesser mode when money runs out, and none that costs when it is spent', async () => {
    let left = dollars(1);
    const { greet, clock } = bench({
      engines: {},
      price: priceOfMillion(1, 1, 1),
      over: { spend: { left: () => left, spent: (cost) => void (left = nanoUsd(Math.max(0, left - cost))) } },
    });
    expect((await greet('creative')).meta.value).toMatchObject({
      mode_used: 'creative',
      cost_usd: '0.000021',
    });
    expect(left).toBe(999_979_000);
    await greet('balanced');
    left = nanoUsd(20_000);
    clock.advance(200);
    expect((await greet('creative')).meta.value).toMatchObject({ mode_used: 'balanced' });
    left = nanoUsd(0);
    expect((await greet('creative')).meta.value).toMatchObject({ reliability: 'low', cost_usd: '0' });
  });

  it('records what it expected beside what it took', async () => {
    const { greet, clock, kept } = bench({ engines: {} });
    for (let call = 0; call < 20; call++) await greet('fast');
    clock.advance(200);
    await greet('fast');
    expect(kept.at(-1)?.predicted.p95_ms).toBeCloseTo(0.001, 3);
  });
});

describe('when an engine has no room', () => {
  it('refuses with Retry-After rather than answering worse', async () => {
    const { greet, clock } = bench({
      engines: { interpreter: [stuck] },
      guard: {
        bulkhead: knobsOf(bulkheadKnobs, { limit_initial: 1, limit_min: 1, limit_max: 1 }),
        queue: knobsOf(queueKnobs, { default_limit: 1, default_wait_ms: 100 }),
      },
    });
    const runs = [greet('fast'), greet('fast'), greet('fast')].map(failureOf);
    await clock.elapse(200);
    await clock.elapse(20_000);
    const [, expired, full] = await Promise.all(runs);
    expect(full).toMatchObject({ code: 'QUEUE_FULL', retryAfterSeconds: expect.any(Number) });
    expect(expired).toMatchObject({ code: 'QUEUE_EXPIRED', retryAfterSeconds: expect.any(Number) });
  });
});

describe('a deadline that is shorter than the engine needs', () => {
  it('does not speak against the engine', async () => {
    const { greet, clock, engines } = bench({ engines: { interpreter: [stuck] }, timeoutS: 5 });
    for (let call = 0; call < 6; call++) {
      const run = greet('fast', { withinMs: 1000 });
      await clock.elapse(1000);
      expect((await run).meta.value.reliability).toBe('low');
    }
    expect(engines.interpreter[0]?.admission()).toEqual({ state: 'admitted' });
  });
});
