import type { Generation, GenerateRequest } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answered, answerWithRepair } from './repair.ts';

const schema = z.strictObject({
  intensity: z.number().min(0).max(1),
  notes: z.array(z.string()).max(3),
});
const GOOD = { intensity: 0.8, notes: ['rose'] };

type Said = Partial<Generation> & Pick<Generation, 'output'>;

let clock: ManualClock;
let asked: GenerateRequest[];
let judged: Generation[];
beforeEach(() => {
  clock = manualClock();
  asked = [];
  judged = [];
});

/** Asks an engine that says these things in turn, each after a second. */
function askFor(said: readonly Said[], leftMs = 10_000): Promise<Answered<z.infer<typeof schema>>> {
  const deadline = clock.monotonic() + leftMs;
  return answerWithRepair({
    role: 'interpreter',
    answer: schema,
    clock,
    remainingMs: () => deadline - clock.monotonic(),
    onGeneration: (generation) => judged.push(generation),
    request: {
      purpose: 'a.task/interpreter',
      facts: {},
      prompt: () => [
        { role: 'system', content: 'Read.' },
        { role: 'user', content: '{"wish":"x"}' },
      ],
      sampling: { maxTokens: 64, temperature: 0.7, topP: 0.9 },
      signal: () => new AbortController().signal,
    },
    ask: async (request) => {
      const next = said[asked.length];
      asked.push(request);
      clock.advance(1000);
      if (next === undefined) throw new TypeError('asked once too often');
      return { model: 'a-model', finishReason: 'stop', usage: { inputTokens: 10, outputTokens: 5 }, ...next };
    },
  });
}

describe('answerWithRepair', () => {
  it('takes a good answer as it is', async () => {
    const { answer, findings } = await askFor([{ output: GOOD, findings: [{ rule: 'a', effect: 'b' }] }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual([{ rule: 'a', effect: 'b' }]);
    expect(asked).toHaveLength(1);
  });

  it('does not look at what the compiler vouches for', async () => {
    const output = { intensity: 7, notes: [] };
    expect((await askFor([{ output, typed: true }])).answer).toBe(output);
  });

  /** What is commonly wrong where no grammar holds a model. */
  it.each([
    ['```json\n{"intensity": 0.8, "notes": ["rose"]}\n```', ['text_around_dropped']],
    [
      'Here is the JSON object:\n\n{"intensity": 0.8, "notes": ["rose",],}',
      ['text_around_dropped', 'comma_dropped'],
    ],
    ['{"intensity": 0.8, "notes": ["rose"]}\n\nNote: I assumed a strong scent.', ['text_around_dropped']],
    ['The wish {wish} is read as {"intensity": 0.8, "notes": ["rose"]}', ['text_around_dropped']],
    ['{"intensity": 0.8, "notes": ["rose"], "no', ['end_closed']],
  ])('mends %j without asking again', async (output, repairs) => {
    const { answer, findings } = await askFor([{ output }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual(repairs.map((effect) => ({ rule: 'repair', effect })));
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a value out of range', { output: { ...GOOD, intensity: 80 } }, /intensity: Too big/],
    ['a field too few', { output: { intensity: 0.5 } }, /notes: /],
    ['a field of its own', { output: { ...GOOD, price: 3 } }, /answer: Unrecognized key/],
    [
      'mended JSON that breaks the schema',
      { output: '```{"intensity": "high",}```' },
      /intensity: .*; notes: /,
    ],
    ['words', { output: 'I would love to.' }, /no JSON object/],
    ['an answer cut too early', { output: '{"intensity": 0.8, "no', finishReason: 'length' }, /token limit/],
  ] as const)('asks once more for %s, and says what was wrong', async (_, said, fault) => {
    const { answer, findings } = await askFor([said, { output: GOOD }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual([{ rule: 'repair', effect: expect.stringMatching(/^asked again: /) }]);
    expect(findings[0]?.effect).toMatch(fault);
    const messages = asked[1]?.prompt() ?? [];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[3]?.content).toMatch(fault);
    expect(asked[1]?.sampling).toMatchObject({ maxTokens: 64, temperature: 0.2 });
  });

  it('shows the first answer again, up to a bound', async () => {
    await askFor([{ output: `no ${'x'.repeat(9000)}` }, { output: GOOD }]);
    expect(asked[1]?.prompt()[2]?.content).toHaveLength(4000);
  });

  it('mends the second answer as well', async () => {
    const { findings } = await askFor([
      { output: {} },
      { output: '```json\n{"intensity":0.8,"notes":["rose"]}' },
    ]);
    expect(findings.map(({ effect }) => effect)).toEqual([
      expect.stringMatching(/^asked again/),
      'text_around_dropped',
    ]);
  });

  it('gives up after the second, with both faults', async () => {
    const failure = askFor([{ output: { ...GOOD, intensity: 80 } }, { output: 'Sorry.' }]);
    await expect(failure).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: expect.stringMatching(/interpreter.*intensity.*asked again, it is no JSON object/),
    });
    expect(asked).toHaveLength(2);
  });

  it.each([
    [
      'the time left is shorter than the first answer took',
      { output: {} },
      1500,
      /500 ms are left.*took 1000 ms/,
    ],
    ['no time is left', { output: {} }, 900, /0 ms are left/],
    ['the answer was filtered', { output: 'x', finishReason: 'content_filter' }, 10_000, /filtered/],
  ] as const)('does not ask again when %s', async (_, said, leftMs, reason) => {
    await expect(askFor([said], leftMs)).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: expect.stringMatching(reason),
    });
    expect(asked).toHaveLength(1);
  });

  it('tells of every generation, also of those it refuses', async () => {
    await expect(askFor([{ output: {} }, { output: {} }])).rejects.toThrow(AccordError);
    expect(judged.map(({ usage }) => usage?.outputTokens)).toEqual([5, 5]);
  });

  it('hands on what the engine throws', async () => {
    await expect(askFor([])).rejects.toThrow(TypeError);
    await expect(askFor([{ output: {} }])).rejects.toThrow(TypeError);
  });
});
