import { describe, expect, it } from 'vitest';
import { type KeyedPlan, keyNames } from './cache-key.ts';

const sampling = { maxTokens: 512, temperature: 0.7, topP: 0.9 };
const plan: KeyedPlan = {
  task: 'test.greeting',
  basis: 'lexicon 7',
  mode: 'balanced',
  steps: [
    { role: 'interpreter', engine: 'openai/qwen', promptVersion: '3', sampling },
    { role: 'validator', engine: 'rules/test.greeting/validator@3', promptVersion: '3', sampling: undefined },
  ],
};
const [interpreter, validator] = plan.steps as [KeyedPlan['steps'][0], KeyedPlan['steps'][0]];
const named = (over: Partial<KeyedPlan>, input: unknown = { text: 'oh' }) =>
  keyNames({ ...plan, ...over })(input);

describe('the name of an answer', () => {
  it('is the same for the same question, however it was written down', () => {
    expect(named({}, { text: 'oh', language: undefined })).toBe(named({}));
    expect(named({}, { b: 1, a: 2 })).toBe(named({}, { a: 2, b: 1 }));
    expect(named({})).toMatch(/^test\.greeting:balanced:[\w-]{43}$/);
  });

  const other: [string, string][] = [
    ['task', named({ task: 'test.farewell' })],
    ['basis', named({ basis: 'lexicon 8' })],
    ['mode', named({ mode: 'fast' })],
    ['roles', named({ steps: [interpreter] })],
    ['engine', named({ steps: [{ ...interpreter, engine: 'openai/mistral' }, validator] })],
    ['prompt', named({ steps: [{ ...interpreter, promptVersion: '4' }, validator] })],
    [
      'temperature',
      named({ steps: [{ ...interpreter, sampling: { ...sampling, temperature: 0.8 } }, validator] }),
    ],
    ['tokens', named({ steps: [{ ...interpreter, sampling: { ...sampling, maxTokens: 256 } }, validator] })],
    ['input', named({}, { text: 'oh!' })],
    ['case of the input', named({}, { text: 'Oh' })],
  ];
  it.each(other)('differs with the %s', (_, name) => {
    expect(name).not.toBe(named({}));
  });

  it('differs between all of them', () => {
    expect(new Set(other.map(([, name]) => name)).size).toBe(other.length);
  });
});
