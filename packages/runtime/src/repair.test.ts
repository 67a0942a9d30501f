import type { Generation, GenerateRequest } from '@accord/engine';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answered, answerWithRepair } from './repair.ts';

const schema = z.strictObject({
  intensity: z.number().min(0).max(1),
  notes: z.array(z.string()).max(3),
});
const GOOD = { intensity: 0.8, notes: ['rose'] };

type Shape = z.infer<typeof schema>;
type Said = Partial<Generation> & Pick<Generation, 'output'>;

let asked: GenerateRequest[];
beforeEach(() => {
  asked = [];
});

const REQUEST: GenerateRequest = {
  purpose: 'a.task/interpreter',
  facts: {},
  prompt: () => [
    { role: 'system', content: 'Read.' },
    { role: 'user', content: '{"wish":"x"}' },
  ],
  sampling: { maxTokens: 64, temperature: 0.7, topP: 0.9 },
  signal: () => new AbortController().signal,
};

/** What becomes of a first answer that took a second, when the engine says something else, or nothing, if asked again. */
function answerFor([first, second]: readonly [Said, Said?], leftMs = 9000): Promise<Answered<Shape>> {
  const generation = (said: Said): Generation => ({ model: 'a-model', finishReason: 'stop', ...said });
  return answerWithRepair({
    role: 'interpreter',
    answer: schema,
    request: REQUEST,
    first: generation(first),
    tookMs: 1000,
    remainingMs: () => leftMs,
    ask: async (request) => {
      asked.push(request);
      if (second === undefined || asked.length > 1) throw new TypeError('asked once too often');
      return generation(second);
    },
  });
}

describe('answerWithRepair', () => {
  it('takes a good answer as it is', async () => {
    const { answer, findings } = await answerFor([{ output: GOOD, findings: [{ rule: 'a', effect: 'b' }] }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual([{ rule: 'a', effect: 'b' }]);
    expect(asked).toEqual([]);
  });

  it('does not look at what the compiler vouches for', async () => {
    const output = { intensity: 7, notes: [] };
    expect((await answerFor([{ output, typed: true }])).answer).toBe(output);
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
    const { answer, findings } = await answerFor([{ output }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual(repairs.map((effect) => ({ rule: 'repair', effect })));
    expect(asked).toEqual([]);
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
    const { answer, findings } = await answerFor([said, { output: GOOD }]);
    expect(answer).toEqual(GOOD);
    expect(findings).toEqual([{ rule: 'repair', effect: expect.stringMatching(/^asked again: /) }]);
    expect(findings[0]?.effect).toMatch(fault);
    const messages = asked[0]?.prompt() ?? [];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[3]?.content).toMatch(fault);
    expect(asked[0]?.sampling).toMatchObject({ maxTokens: 64, temperature: 0.2 });
  });

  it('shows the first answer again, up to a bound', async () => {
    await answerFor([{ output: `no ${'x'.repeat(9000)}` }, { output: GOOD }]);
    expect(asked[0]?.prompt()[2]?.content).toHaveLength(4000);
  });

  it('mends the second answer as well', async () => {
    const { findings } = await answerFor([
      { output: {} },
      { output: '```json\n{"intensity":0.8,"notes":["rose"]}' },
    ]);
    expect(findings.map(({ effect }) => effect)).toEqual([
      expect.stringMatching(/^asked again/),
      'text_around_dropped',
    ]);
  });

  it('gives up after the second, with both faults', async () => {
    const failure = answerFor([{ output: { ...GOOD, intensity: 80 } }, { output: 'Sorry.' }]);
    await expect(failure).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: expect.stringMatching(/interpreter.*intensity.*asked again, it is no JSON object/),
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      'the time left is shorter than the first answer took',
      { output: {} },
      500,
      /500 ms are left.*took 1000 ms/,
    ],
    ['no time is left', { output: {} }, -100, /0 ms are left/],
    ['the answer was filtered', { output: 'x', finishReason: 'content_filter' }, 9000, /filtered/],
  ] as const)('does not ask again when %s', async (_, said, leftMs, reason) => {
    await expect(answerFor([said], leftMs)).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: expect.stringMatching(reason),
    });
    expect(asked).toEqual([]);
  });

  it('hands on what the engine throws', async () => {
    await expect(answerFor([{ output: {} }])).rejects.toThrow(TypeError);
  });
});
