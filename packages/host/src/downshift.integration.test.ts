import { afterEach, describe, expect, it } from 'vitest';
import { DOWN, type House, type HouseOptions, openHouse, saying } from './testing/house.ts';
import { expectTold, pathOf, reasonOf } from './testing/told.ts';

/** Every way down is taken because a real server over HTTP was broken, and is told with what decided it. */
let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});
const open = async (options?: HouseOptions): Promise<House> => (house = await openHouse(options));

describe('a role whose server fails', () => {
  it('creative: goes on as balanced, the hints by rules', async () => {
    const opened = await open();
    opened.servers.creative.behave(DOWN);
    const { said, meta } = await opened.call('oh', 'creative');
    expect(said.words).toEqual(['oh', 'interpreter', 'validator', 'rule-creative']);
    expect(meta).toMatchObject({ mode_asked: 'creative', mode_used: 'balanced', reliability: 'normal' });
    expect(pathOf(meta)).toEqual(['mode_as_asked taken', 'engine_failed refused', 'creative_replaced taken']);
    expect(reasonOf(meta, 'engine_failed')).toMatchObject({
      step: 'execute.creative',
      message: expect.stringContaining('openai/creative failed with ENGINE_'),
      numbers: { took_ms: expect.any(Number), remaining_ms: expect.any(Number) },
    });
    expectTold(opened, meta);
  });

  it('creative: a brief carries the hints of the templates, and says so', async () => {
    const rules = { ACCORD_ROLES_INTERPRETER_DRIVER: 'rules', ACCORD_ROLES_VALIDATOR_DRIVER: 'rules' };
    const opened = await open({ env: rules });
    opened.servers.creative.behave(DOWN);
    const reply = await opened.call('Wet peonies in a quiet yard', 'creative', { path: '/api/briefs' });
    expect(reply).toMatchObject({
      brief: { hints_source: 'templates', creative_hints: expect.arrayContaining([expect.any(String)]) },
      meta: { mode_used: 'balanced', reliability: 'normal' },
    });
    expect(reply.meta.engines.at(-1)).toMatchObject({ role: 'creative', engine: 'rules', fallback: true });
    expectTold(opened, reply.meta);
  });

  it('validator: goes on as fast, validated by rules', async () => {
    const opened = await open();
    opened.servers.validator.behave({ fault: { kind: 'reset' } });
    const { said, meta } = await opened.call('oh', 'balanced');
    expect(said.words).toEqual(['oh', 'interpreter', 'rule-validator']);
    expect(meta).toMatchObject({ mode_used: 'fast', reliability: 'normal' });
    expect(pathOf(meta)).toContain('validator_replaced taken');
    expectTold(opened, meta);
  });

  it.each([
    ['fails', DOWN],
    ['cuts its answer', { fault: { kind: 'cut' } }],
    ['answers malformed', { fault: { kind: 'malformed' } }],
    ['answers what was not asked', { answer: '{"word": 7}' }],
  ] as const)('interpreter: the next engine answers when the first %s', async (_, behaviour) => {
    const opened = await open({ spare: true });
    opened.servers.interpreter.behave(behaviour);
    const { said, meta } = await opened.call('oh', 'fast');
    expect(said.words).toEqual(['oh', 'spare']);
    expect(meta).toMatchObject({ mode_used: 'fast', reliability: 'normal' });
    expect(meta.engines).toMatchObject([{ role: 'interpreter', model: 'spare', fallback: true }]);
    expect(reasonOf(meta, 'fallback_engine').message).toBe(
      'openai/spare answers in place of the engines before it',
    );
    expectTold(opened, meta);
  });
});

describe('an interpreter that nothing replaces', () => {
  it('is replaced by the answer that was kept in another mode', async () => {
    const opened = await open();
    await opened.call('oh', 'balanced');
    opened.servers.interpreter.behave(DOWN);
    const { said, meta } = await opened.call('oh', 'fast');
    expect(said.words).toEqual(['oh', 'interpreter', 'validator']);
    expect(meta.cache).toMatchObject({ outcome: 'hit', age_ms: expect.any(Number) });
    expect(reasonOf(meta, 'kept_answer').outcome).toBe('taken');
    expectTold(opened, meta);
  });

  it('is asked once more with half the tokens', async () => {
    const opened = await open();
    const { interpreter } = opened.servers;
    interpreter.behave(DOWN);
    const mended = interpreter.nextRequest().then(() => interpreter.behave(saying('short')));
    const { said, meta } = await opened.call('oh', 'fast');
    await mended;
    expect(said.words).toEqual(['oh', 'short']);
    expect(interpreter.requests.map(({ body }) => body['max_tokens'])).toEqual([256, 128]);
    expect(reasonOf(meta, 'half_tokens')).toMatchObject({
      outcome: 'taken',
      numbers: { remaining_ms: expect.any(Number), needed_ms: 500 },
    });
    expect(meta.reliability).toBe('normal');
    expectTold(opened, meta);
  });

  it('is replaced by rules, marked unreliable, and such an answer is not kept', async () => {
    const opened = await open();
    opened.servers.interpreter.behave(DOWN);
    const { said, meta } = await opened.call('oh', 'fast');
    expect(said.words).toEqual(['oh', 'rule-interpreter']);
    expect(meta.reliability).toBe('low');
    expect(pathOf(meta)).toEqual([
      'mode_as_asked taken',
      'engine_failed refused',
      'kept_answer refused',
      'half_tokens taken',
      'engine_failed refused',
    ]);
    expectTold(opened, meta);
    opened.servers.interpreter.behave(saying('well again'));
    expect((await opened.call('oh', 'fast')).said.words).toEqual(['oh', 'well again']);
  });

  it('ends as an emergency with Retry-After where the task has no rules', async () => {
    const opened = await open();
    opened.servers.interpreter.behave(DOWN);
    await expect(opened.call('oh', 'fast', { path: '/api/bare' })).rejects.toMatchObject({
      code: 'SERVING_EMERGENCY',
      kind: { status: 503 },
      retryAfterSeconds: expect.any(Number),
    });
  });

  it('is never replaced because of a fault of the program', async () => {
    const opened = await open({ spare: true });
    await expect(opened.call('oh', 'creative', { path: '/api/faulty' })).rejects.toThrow(TypeError);
    expect(opened.spare.requests).toEqual([]);
  });
});
