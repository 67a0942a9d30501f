import { AccordError } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { fragranceErrors } from '../errors.ts';
import { readBrief } from '../testing.ts';
import { type MeasureOptions, measureMode, type ServedBrief } from './measure.ts';
import { printMode } from './print-mode.ts';

const COST = { llm: 1, compute: 2, network: 3, storage: 4, total: 10 };

interface Behaviour {
  readonly ms?: number;
  readonly output?: number;
  readonly engines?: readonly string[];
}

/** A server that answers by the rules and says it took what it is told to. */
function servedBy(text: string, { ms = 1, output = 0, engines = ['rules'] }: Behaviour = {}): ServedBrief {
  const roles = ['interpreter', 'validator', 'creative'] as const;
  return {
    cost: COST,
    reply: {
      brief: readBrief(text),
      meta: {
        id: 'x',
        task: 'fragrance.brief',
        mode_asked: 'fast',
        mode_used: 'fast',
        reliability: 'normal',
        reasons: [],
        cache: { outcome: 'bypassed', reason: 'disabled' },
        cost_usd: '0',
        engines: engines.map((engine, index) => ({
          role: roles[index] ?? 'interpreter',
          engine,
          model: 'm',
          prompt_version: '2',
          fallback: false,
        })),
        tokens: { input: output * 2, output },
        timings_ms: { total: ms },
      },
    },
  };
}

const measure = (serve: MeasureOptions['serve'], limit = 20) => measureMode({ mode: 'fast', limit, serve });

describe('measureMode', () => {
  it('serves the wishes one after the other, as many as asked for, from both sets', async () => {
    let running = 0;
    const asked: string[] = [];
    const { briefs } = await measure(async ({ text }, mode) => {
      expect([running, mode]).toEqual([0, 'fast']);
      running += 1;
      await Promise.resolve();
      running -= 1;
      asked.push(text);
      return servedBy(text);
    });
    expect(briefs).toBe(20);
    expect(new Set(asked).size).toBe(20);
  });

  it('measures quality, latency, tokens and cost', async () => {
    let count = 0;
    const measured = await measure(async ({ text }) => {
      count += 1;
      return servedBy(text, { ms: count, output: count * 10, engines: ['openai'] });
    });
    expect(measured).toMatchObject({
      mode: 'fast',
      failures: {},
      downshifted: 0,
      engines: ['interpreter: openai (m)'],
      latencyMs: { p50: 10, p95: 19 },
      tokens: { input: 210, output: 105 },
      tokenProposal: { role: 'interpreter', maxNewTokens: 126, answers: 20, cutShare: 0.4 },
      costUsd: COST,
    });
    expect(measured.quality.score).toBeGreaterThan(0.85);
    expect(measured.assertions.total.rules.held).toBeGreaterThan(0);
  });

  it('proposes no tokens where two models share them, or none was counted', async () => {
    const two = await measure(async ({ text }) =>
      servedBy(text, { output: 9, engines: ['openai', 'openai'] }),
    );
    const none = await measure(async ({ text }) => servedBy(text));
    expect([two.tokenProposal, none.tokenProposal]).toEqual([undefined, undefined]);
  });

  it('counts failed requests as nothing right, and says what failed', async () => {
    let count = 0;
    const measured = await measure(async ({ text }) => {
      count += 1;
      if (count % 2 === 0) throw new AccordError(fragranceErrors.BRIEF_TEXT_EMPTY, { detail: 'No model.' });
      return servedBy(text);
    });
    expect(measured.failures).toEqual({ 'No model.': 10 });
    expect(measured.quality.score).toBeLessThan(0.5);
    expect(printMode(measured)).toContain('10 failed: No model.');
  });

  it('has figures, and not of nothing, when everything fails', async () => {
    const measured = await measure(() => Promise.reject(new Error('down')), 3);
    expect(measured).toMatchObject({ failures: { down: 3 }, latencyMs: undefined, quality: { score: 0 } });
    expect(printMode(measured)).toMatch(/latency p50\s+-/);
  });

  it('does not take a programming error for a failed request', async () => {
    await expect(measure(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  });

  it('is printed beside what the guide expects', async () => {
    const printed = printMode(
      await measure(async ({ text }) => servedBy(text, { output: 5, engines: ['openai'] })),
    );
    expect(printed).toMatch(/quality\s+0\.\d{3}\s+0\.7-0\.8/);
    expect(printed).toMatch(/cost\s+\$10\s+\$0\.0010/);
    expect(printed).toMatch(/max_new_tokens of the interpreter: 64/);
    expect(printed).toMatch(/recommended for autocomplete/);
    expect(printed).toMatch(/all assertions/);
  });
});
