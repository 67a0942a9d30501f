import type { Decision } from '@accord/contract';
import { type Engine, engineErrors, type GenerateRequest, type Generation } from '@accord/engine';
import { AccordError, type Clock, createIdSource, createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DecisionStore } from './decision-store.ts';
import { creativeKnobs, interpreterKnobs, type ServingParameters, validatorKnobs } from './knobs.ts';
import { jsonFromText, jsonFromValue } from './json-document.ts';
import type { RuntimeMetrics } from './metrics.ts';
import { compose, type DecisionId, type Stage, type TaskRequest } from './request.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { executeStage } from './stages/execute.ts';
import { settleStage } from './stages/settle.ts';
import { type Task, taskStep } from './task.ts';

interface Draft {
  readonly words: readonly string[];
}

const word = (role: 'interpreter' | 'validator') =>
  taskStep({
    role,
    version: '3',
    answer: z.strictObject({ word: z.string() }),
    prompt: () => [{ role: 'user', content: role }],
    rules: () => ({ output: { word: role } }),
    take: ({ draft }: { readonly input: string; readonly mode: string; readonly draft: Draft }, answer) => ({
      words: [...draft.words, answer.word],
    }),
  });

const greeting: Task<string, string, Draft> = {
  name: 'test.greeting',
  output: z.string().min(1),
  plans: { fast: ['interpreter'], balanced: ['interpreter', 'validator'], creative: ['creative'] },
  steps: [word('interpreter'), word('validator')],
  begin: (input) => ({ words: [input] }),
  finish: ({ words }) => words.join(' '),
};

function fakeEngine(generate: (request: GenerateRequest) => Promise<Generation>): Engine {
  const unused = (): never => {
    throw new TypeError('not part of these tests');
  };
  return {
    name: 'fake',
    capabilities: new Set(['generate'] as const),
    generate,
    stream: unused,
    embed: unused,
    transcribe: unused,
    health: async () => ({ state: 'up', detail: '' }),
    close: async () => {},
  };
}

const answering = (output: unknown): Engine =>
  fakeEngine(async () => ({
    output,
    model: 'fake-1',
    finishReason: 'stop',
    usage: { inputTokens: 5, outputTokens: 2 },
    findings: [{ rule: 'guess', effect: 'guessed' }],
  }));

/** Never answers; ends only when it is told to, and says why. */
const stuck = fakeEngine(
  ({ signal }) =>
    new Promise((_, reject) => {
      const aborted = signal();
      const refuse = (): void =>
        reject(
          new AccordError(
            aborted.reason?.name === 'TimeoutError'
              ? engineErrors.ENGINE_TIMEOUT
              : engineErrors.ENGINE_CANCELLED,
          ),
        );
      if (aborted.aborted) refuse();
      aborted.addEventListener('abort', refuse);
    }),
);

function parametersWith(timeoutS: number): ServingParameters {
  const knobs = resolveKnobs([interpreterKnobs, validatorKnobs, creativeKnobs], []);
  return {
    interpreter: {
      ...knobs.of(interpreterKnobs),
      timeout_s: { fast: timeoutS, balanced: timeoutS, creative: timeoutS },
    },
    validator: knobs.of(validatorKnobs),
    creative: knobs.of(creativeKnobs),
  };
}

interface Bench {
  readonly runtime: Runtime;
  readonly kept: Decision[];
  readonly finished: unknown[][];
  readonly options: Parameters<typeof createRuntime>[0];
}

function bench(engine: Engine, timeoutS = 5, clock: Clock = manualClock()): Bench {
  const kept: Decision[] = [];
  const finished: unknown[][] = [];
  const decisions: DecisionStore = {
    append: (_, record) => void kept.push(record.value),
    find: () => undefined,
    health: () => ({ status: 'HEALTHY', detail: '' }),
    close: async () => {},
  };
  const metrics: RuntimeMetrics = { taskFinished: (...args) => void finished.push(args) };
  const options = {
    clock,
    nextId: createIdSource<'decision'>(clock, createRng(1)),
    engines: { interpreter: engine, validator: engine, creative: engine },
    parameters: parametersWith(timeoutS),
    decisions,
    metrics,
  };
  return { runtime: createRuntime(options), kept, finished, options };
}

const failureOf = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('runtime', () => {
  it('runs the roles of the mode in order, and says what it did', async () => {
    const { runtime, kept, finished } = bench(answering({ word: 'hello' }));
    const reply = await runtime.run(greeting, 'oh', { mode: 'balanced' });
    expect(reply.output.value).toBe('oh hello hello');
    const meta = reply.meta.value;
    expect(meta).toMatchObject({
      task: 'test.greeting',
      mode_asked: 'balanced',
      mode_used: 'balanced',
      reasons: [{ step: 'plan', code: 'mode_as_asked' }],
      engines: [
        { role: 'interpreter', engine: 'fake', model: 'fake-1', prompt_version: '3' },
        { role: 'validator', engine: 'fake', model: 'fake-1', prompt_version: '3' },
      ],
      tokens: { input: 10, output: 4 },
    });
    expect(Object.keys(meta.timings_ms)).toEqual([
      'total',
      'plan',
      'execute.interpreter',
      'execute.validator',
    ]);
    expect(kept).toEqual([
      expect.objectContaining({ id: meta.id, outcome: 'ok', input: 'oh', output: 'oh hello hello', meta }),
    ]);
    expect(kept[0]?.steps[1]?.findings).toEqual([{ rule: 'guess', effect: 'guessed' }]);
    expect(finished).toEqual([['test.greeting', 'balanced', true, 0]]);
  });

  it('runs fewer roles in a faster mode', async () => {
    const { runtime } = bench(answering({ word: 'hello' }));
    expect((await runtime.run(greeting, 'oh', { mode: 'fast' })).output.value).toBe('oh hello');
  });

  it('keeps a failure in the record and throws it on', async () => {
    const fault = new Error('the engine broke');
    const { runtime, kept, finished } = bench(
      fakeEngine(async () => {
        throw fault;
      }),
    );
    expect(await failureOf(runtime.run(greeting, 'oh', { mode: 'fast' }))).toBe(fault);
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
    'refuses the answer %j, which breaks the schema',
    async (answer) => {
      const { runtime, kept } = bench(answering(answer));
      const failure = await failureOf(runtime.run(greeting, 'oh', { mode: 'fast' }));
      expect(failure).toMatchObject({ code: 'ENGINE_BAD_ANSWER' });
      expect(kept[0]).toMatchObject({ outcome: 'failed', error_code: 'ENGINE_BAD_ANSWER' });
      expect(kept[0]?.meta.tokens).toEqual({ input: 5, output: 2 });
    },
  );

  it('refuses an output that breaks the task’s own schema', async () => {
    const { runtime } = bench(answering({ word: '' }));
    const broken = { ...greeting, finish: () => '' };
    expect(await failureOf(runtime.run(broken, 'oh', { mode: 'fast' }))).toMatchObject({
      code: 'TASK_OUTPUT_INVALID',
    });
  });

  it('checks the output as soon as one answer in it was a model’s, and leaves what rules alone made to the compiler', async () => {
    const broken = { ...greeting, finish: () => '' };
    const answer = (typed: boolean) => ({
      output: { word: 'x' },
      model: 'm',
      finishReason: 'stop' as const,
      ...(typed && { typed: true as const }),
    });
    const runWith = (...typed: boolean[]) => {
      const engine = fakeEngine(async () => answer(typed.shift() ?? false));
      return bench(engine).runtime.run(broken, 'oh', { mode: 'balanced' });
    };
    expect((await runWith(true, true)).output.text).toBe('""');
    for (const typed of [
      [false, true],
      [true, false],
    ]) {
      expect(await failureOf(runWith(...typed))).toMatchObject({ code: 'TASK_OUTPUT_INVALID' });
    }
  });

  it('refuses a plan that names a role without a step', async () => {
    const { runtime, kept } = bench(answering({ word: 'x' }));
    expect(await failureOf(runtime.run(greeting, 'oh', { mode: 'creative' }))).toMatchObject({
      code: 'TASK_STEP_MISSING',
    });
    expect(kept).toHaveLength(1);
  });

  it('ends a call that takes too long', async () => {
    const { runtime, kept } = bench(stuck, 0.02);
    expect(await failureOf(runtime.run(greeting, 'oh', { mode: 'fast' }))).toMatchObject({
      code: 'ENGINE_TIMEOUT',
    });
    expect(kept[0]).toMatchObject({ error_code: 'ENGINE_TIMEOUT' });
  });

  it('ends the work when the caller goes away', async () => {
    const caller = new AbortController();
    const { runtime, kept } = bench(stuck);
    const run = failureOf(runtime.run(greeting, 'oh', { mode: 'fast', signal: () => caller.signal }));
    caller.abort(new DOMException('gone', 'AbortError'));
    expect(await run).toMatchObject({ code: 'ENGINE_CANCELLED' });
    expect(kept[0]).toMatchObject({ error_code: 'ENGINE_CANCELLED' });
  });

  it('ends at once when the caller had already gone', async () => {
    const { runtime } = bench(stuck);
    const run = runtime.run(greeting, 'oh', { mode: 'fast', signal: () => AbortSignal.abort() });
    expect(await failureOf(run)).toMatchObject({ code: 'ENGINE_CANCELLED' });
  });

  it('makes no signal and no timer for an engine that does not ask', async () => {
    const { runtime } = bench(answering({ word: 'x' }));
    const signal = (): AbortSignal => {
      throw new TypeError('nobody should ask');
    };
    await expect(runtime.run(greeting, 'oh', { mode: 'fast', signal })).resolves.toBeDefined();
  });
});

describe('the pipeline', () => {
  const named =
    (name: string, log: string[]): Stage =>
    async (_, next) => {
      log.push(`${name} in`);
      await next();
      log.push(`${name} out`);
    };
  const requestFor = (clock: Clock): TaskRequest<string, string, Draft> => ({
    id: 'id' as DecisionId,
    task: greeting,
    input: 'oh',
    modeAsked: 'fast',
    signal: undefined,
    startedAt: clock.monotonic(),
    plan: { mode: 'fast', roles: ['interpreter'] },
    output: undefined,
    meta: undefined,
    reasons: [],
    engines: [],
    steps: [],
    tokens: { input: 0, output: 0 },
  });

  it('runs each stage around the ones after it', async () => {
    const log: string[] = [];
    await compose([named('a', log), named('b', log)])(requestFor(manualClock()));
    expect(log).toEqual(['a in', 'b in', 'b out', 'a out']);
  });

  it('takes a later stage that answers instead of the engines, such as a cache', async () => {
    const { options, kept } = bench(
      fakeEngine(async () => {
        throw new TypeError('the engine was asked although the answer was known');
      }),
    );
    const cacheStage: Stage = async (request) => {
      request.output = jsonFromText('"from the cache"');
      request.reasons.push(jsonFromValue({ step: 'look_up', code: 'cache_hit', message: 'known already' }));
    };
    const request = requestFor(options.clock);
    await compose([settleStage(options), cacheStage, executeStage(options)])(request);
    expect(request.output?.value).toBe('from the cache');
    expect(kept[0]).toMatchObject({ outcome: 'ok', meta: { reasons: [{ code: 'cache_hit' }], engines: [] } });
  });

  it('keeps the failure of a pipeline in which no stage settles an output', async () => {
    const { options, kept, finished } = bench(answering({}));
    const forgetful: Stage = async () => {};
    const run = compose([settleStage(options), forgetful])(requestFor(options.clock));
    expect(await failureOf(run)).toBeInstanceOf(TypeError);
    expect(kept[0]).toMatchObject({ outcome: 'failed', error_code: 'INTERNAL' });
    expect(finished).toHaveLength(1);
  });

  it('takes a later stage that changes the plan, such as a downshift', async () => {
    const { options, kept } = bench(answering({ word: 'hello' }));
    const downshiftStage: Stage = async (request, next) => {
      request.plan = { mode: 'fast', roles: request.task.plans.fast };
      await next();
    };
    const request = { ...requestFor(options.clock), modeAsked: 'balanced' as const };
    await compose([settleStage(options), downshiftStage, executeStage(options)])(request);
    expect(kept[0]?.meta).toMatchObject({ mode_asked: 'balanced', mode_used: 'fast' });
  });
});
