import { priceOfMillion } from '@accord/accounts';
import { describe, expect, it } from 'vitest';
import { compose, type Stage, type TaskRequest } from './request.ts';
import { localCaller } from './caller.ts';
import { answering, bench, failing, failureOf, greeting, stuck } from './testing/bench.ts';

describe('runtime', () => {
  it('runs the roles of the mode in order, and says what it did', async () => {
    const { greet, kept, finished } = bench({ engines: answering({ word: 'hello' }) });
    const { output, meta } = await greet('balanced');
    expect(output.value).toBe('oh hello hello');
    expect(meta.value).toMatchObject({
      task: 'test.greeting',
      mode_asked: 'balanced',
      mode_used: 'balanced',
      reliability: 'normal',
      reasons: [{ step: 'plan', code: 'mode_as_asked', outcome: 'taken' }],
      engines: [
        { role: 'interpreter', engine: 'fake', model: 'fake-1', prompt_version: '3', fallback: false },
        { role: 'validator', engine: 'fake', model: 'fake-1', prompt_version: '3', fallback: false },
      ],
      tokens: { input: 10, output: 4 },
      cost_usd: '0',
    });
    expect(Object.keys(meta.value.timings_ms)).toEqual([
      'total',
      'plan',
      'execute.interpreter',
      'execute.validator',
      'look_up',
    ]);
    expect(kept).toEqual([
      expect.objectContaining({
        id: meta.value.id,
        outcome: 'ok',
        input: 'oh',
        output: 'oh hello hello',
        meta: meta.value,
        predicted: { p95_ms: null, cost_usd: '0' },
      }),
    ]);
    expect(kept[0]?.steps[1]?.findings).toEqual([{ rule: 'guess', effect: 'guessed' }]);
    expect(finished).toEqual([['test.greeting', 'balanced', true, 0]]);
  });

  it('runs fewer roles in a faster mode', async () => {
    const { greet } = bench({ engines: answering({ word: 'hello' }) });
    expect((await greet('fast')).output.value).toBe('oh hello');
  });

  it('keeps a failure in the record and throws it on', async () => {
    const fault = new Error('the engine broke');
    const { greet, kept, finished } = bench({ engines: failing(fault) });
    expect(await failureOf(greet('fast'))).toBe(fault);
    expect(kept).toEqual([expect.objectContaining({ outcome: 'failed', error_code: 'INTERNAL' })]);
    expect(kept[0]).not.toHaveProperty('output');
    expect(kept[0]?.steps.at(-1)).toMatchObject({
      step: 'execute.interpreter',
      outcome: 'failed',
      message: 'the engine broke',
    });
    expect(finished).toEqual([['test.greeting', 'fast', false, 0]]);
  });

  it.each([[null], ['text'], [{}], [{ word: 1 }], [{ word: 'a', more: true }]])(
    'never lets the answer %j through, which breaks the schema, and pays for it',
    async (answer) => {
      const { greet, kept } = bench({
        engines: answering(answer),
        price: priceOfMillion(0.001, 0.001, 0.002),
      });
      expect((await greet('fast')).output.value).toBe('oh rule-interpreter');
      expect(kept[0]?.steps[1]).toMatchObject({ outcome: 'failed', step: 'execute.interpreter' });
      // Asked in full and with half the tokens, and each time once more to mend the answer.
      expect(kept[0]?.meta).toMatchObject({ tokens: { input: 20, output: 8 }, cost_usd: '0.000000036' });
    },
  );

  it('refuses an output that breaks the task’s own schema', async () => {
    const { runtime } = bench({ engines: answering({ word: '' }) });
    const broken = { ...greeting, finish: () => '' };
    expect(await failureOf(runtime.run(broken, 'oh', { mode: 'fast', caller: localCaller }))).toMatchObject({
      code: 'TASK_OUTPUT_INVALID',
    });
  });

  it('refuses a plan that names a role without a step', async () => {
    const { runtime, kept } = bench({ engines: answering({ word: 'x' }) });
    const stepless = { ...greeting, steps: [] };
    expect(await failureOf(runtime.run(stepless, 'oh', { mode: 'fast', caller: localCaller }))).toMatchObject(
      {
        code: 'TASK_STEP_MISSING',
      },
    );
    expect(kept).toHaveLength(1);
  });

  it('ends the work when the caller goes away', async () => {
    const caller = new AbortController();
    const { greet, kept } = bench({ engines: stuck });
    const run = failureOf(greet('fast', { signal: () => caller.signal }));
    caller.abort(new DOMException('gone', 'AbortError'));
    expect(await run).toMatchObject({ code: 'ENGINE_CANCELLED' });
    expect(kept[0]).toMatchObject({ error_code: 'ENGINE_CANCELLED' });
  });

  it('ends at once when the caller had already gone', async () => {
    const { greet } = bench({ engines: stuck });
    const run = greet('fast', { signal: () => AbortSignal.abort() });
    expect(await failureOf(run)).toMatchObject({ code: 'ENGINE_CANCELLED' });
  });

  it('leaves no timer behind', async () => {
    const { greet, clock } = bench({ engines: answering({ word: 'x' }) });
    const before = clock.timers();
    await greet('fast');
    await greet('fast', { cache: { noStore: false, noCache: false } });
    expect(clock.timers()).toBe(before);
  });
});

describe('the pipeline', () => {
  it('runs each stage around the ones after it', async () => {
    const log: string[] = [];
    const named =
      (name: string): Stage =>
      async (_, next) => {
        log.push(`${name} in`);
        await next();
        log.push(`${name} out`);
      };
    await compose([named('a'), named('b')])({} as TaskRequest<string, string, unknown>);
    expect(log).toEqual(['a in', 'b in', 'b out', 'a out']);
  });
});
