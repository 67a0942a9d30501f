import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../engine.ts';
import { CONFORMANCE_PURPOSE, describeEngine } from '../testing.ts';
import { type RuleSet, rulesEngine } from './rules.ts';

const answering = (run: RuleSet['run']) =>
  rulesEngine({ rules: new Map([[CONFORMANCE_PURPOSE, { version: 'rules-7', run }]]) });

describeEngine('rules', { capabilities: ['generate'], remote: false }, async () => ({
  engine: answering(() => ({ output: { ok: true } })),
  close: async () => {},
}));

describe('rulesEngine', () => {
  const refuse = (): never => {
    throw new Error('rules need neither a prompt nor a signal');
  };
  const request = (purpose: string, facts: unknown = {}): GenerateRequest => ({
    purpose,
    facts,
    prompt: refuse,
    sampling: { maxTokens: 1, temperature: 0, topP: 1 },
    signal: refuse,
  });

  it('hands the facts to the rules of the purpose and keeps what they found', async () => {
    const findings = [{ rule: 'negation', effect: 'sweet is excluded', start: 0, end: 5 }];
    const engine = answering((facts) => ({ output: facts, findings }));
    expect(await engine.generate(request(CONFORMANCE_PURPOSE, { text: '달지 않게' }))).toEqual({
      output: { text: '달지 않게' },
      findings,
      typed: true,
      model: 'rules-7',
      finishReason: 'stop',
    });
  });

  it('refuses a purpose without rules', async () => {
    const engine = answering(() => ({ output: null }));
    await expect(engine.generate(request('unknown/step'))).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message: expect.stringContaining('unknown/step'),
    });
  });

  it('lets a fault in the rules through as it is', async () => {
    const fault = new RangeError('a fault in the rules');
    const engine = answering(() => {
      throw fault;
    });
    await expect(engine.generate(request(CONFORMANCE_PURPOSE))).rejects.toBe(fault);
  });
});
