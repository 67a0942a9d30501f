import type { CacheUse, Decision, Meta, Reason } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { en } from '../text/en.ts';
import { ko } from '../text/ko.ts';
import { age, tell, whyOtherwise } from './sentences.ts';

const PLAIN: Meta = {
  id: 'd',
  task: 'fragrance.brief',
  mode_asked: 'balanced',
  mode_used: 'balanced',
  reliability: 'normal',
  reasons: [],
  cache: { outcome: 'bypassed', reason: 'no_engine' },
  engines: [],
  tokens: { input: 0, output: 0 },
  cost_usd: '0',
  timings_ms: { total: 2 },
};

const reason = (
  code: string,
  outcome: Reason['outcome'],
  numbers: Record<string, number> = {},
  step = 'plan',
): Reason => ({ step, code, outcome, message: `the server on ${code}`, numbers });

const sentences = (meta: Partial<Meta>, text = en, record?: Decision): string[] =>
  tell({ ...PLAIN, ...meta }, record, text).map((sentence) => sentence.text);

const CODES = [
  'mode_as_asked',
  'mode_downshifted',
  'interpreter_down',
  'validator_down',
  'creative_down',
  'too_little_time',
  'too_little_money',
  'error_budget_spent',
  'process_lags',
  'engine_refused',
  'engine_out_of_time',
  'engine_failed',
  'fallback_engine',
  'validator_replaced',
  'creative_replaced',
  'kept_answer',
  'half_tokens',
];

describe.each([en, ko])('reasons, $language', (text) => {
  it.each(CODES)('%s has a sentence of its own, taken or refused, with and without numbers', (code) => {
    for (const outcome of ['taken', 'refused'] as const) {
      const [, , said = ''] = sentences({ reasons: [reason(code, outcome)] }, text);
      expect(said).not.toContain('the server on');
      expect(said).not.toMatch(/undefined|NaN/);
      if (text.language === 'ko') expect(said).toMatch(/[가-힣]/);
    }
  });

  it('lets the server speak for a code that is not known', () => {
    for (const code of ['brand_new', 'toString', 'constructor']) {
      expect(sentences({ reasons: [reason(code, 'taken')] }, text)).toContain(`the server on ${code}`);
    }
  });
});

describe('tell', () => {
  it('names the mode that each refusal of the plan is about, with the numbers that decided', () => {
    const told = sentences({
      mode_asked: 'creative',
      mode_used: 'fast',
      reasons: [
        reason('creative_down', 'refused', { retry_in_ms: 12_400 }),
        reason('too_little_time', 'refused', { predicted_p95_ms: 1900, remaining_ms: 1200 }),
        reason('mode_downshifted', 'taken', { remaining_ms: 1200 }),
      ],
    });
    expect(told).toContain(
      'Creative was refused: its creative role is down and is tried again in 12.4 seconds.',
    );
    expect(told).toContain(
      'Balanced was refused: it takes up to 1.9 seconds (95 of 100), and 1.2 seconds were left.',
    );
    expect(told).toContain('Fast was taken in place of Creative, with 1.2 seconds left.');
  });

  it('writes small money without an exponent, and shares as percent', () => {
    const told = sentences({
      reasons: [
        reason('too_little_money', 'refused', { predicted_cost_usd: 3e-7, remaining_usd: 0.0000001 }),
        reason('error_budget_spent', 'refused', { failed_share: 0.125, allowed_share: 0.05 }),
      ],
    });
    expect(told[2]).toContain('$0.0000003');
    expect(told[3]).toContain('12.5%');
  });

  const passed: CacheUse & { outcome: 'hit' } = {
    outcome: 'hit',
    level: 'sqlite',
    age_ms: 185_000,
    stale: true,
    saved_ms: 1200,
    passed: [{ level: 'memory', why: 'missed' }],
    decision: 'e',
  };
  it('tells where a kept answer came from, its age, what it saved, and why not from nearer', () => {
    expect(sentences({ cache: passed }).slice(1, 3)).toEqual([
      'Memory (L1) did not have it.',
      'The answer came from disk (L2): 3 minutes old, it saved 1.2 seconds. It is past its time, and a new one is computed in the background.',
    ]);
    expect(sentences({ cache: passed }, ko)[2]).toContain('3분 전에');
  });

  it('marks low reliability and fallbacks as something to note', () => {
    const told = tell(
      {
        ...PLAIN,
        reliability: 'low',
        engines: [{ role: 'interpreter', engine: 'rules', model: 'm', prompt_version: '1', fallback: true }],
      },
      undefined,
      en,
    );
    expect(told.filter(({ tone }) => tone === 'caution').map(({ text }) => text)).toEqual([
      'The interpreter answered by rules. It stood in for the first engine of the role.',
      expect.stringContaining('Reliability is low'),
    ]);
  });

  it('sets what was expected beside what it took, and tells of failed steps no reason speaks of', () => {
    const record = {
      predicted: { p95_ms: 950, cost_usd: '0.0003' },
      steps: [{ step: 'look_up', started_ms: 0, took_ms: 1, outcome: 'failed', message: 'torn' }],
    } as unknown as Decision;
    const told = sentences({ cost_usd: '0.0002' }, en, record);
    expect(told).toContain('The step “Cache look-up” failed.');
    expect(told.at(-1)).toBe(
      'It took 2 milliseconds and cost $0.0002. At most 950 milliseconds and $0.0003 were expected.',
    );
  });
});

describe('whyOtherwise', () => {
  it('is the first way that was refused', () => {
    const reasons = [
      reason('process_lags', 'refused', { lag_ms: 210, limit_ms: 100 }),
      reason('x', 'refused'),
    ];
    expect(whyOtherwise({ ...PLAIN, reasons }, en)).toBe(
      'Balanced was refused: the process runs 210 milliseconds behind, and 100 milliseconds are allowed.',
    );
    expect(whyOtherwise(PLAIN, en)).toBeUndefined();
  });
});

it.each([
  [0, '0 milliseconds'],
  [999, '999 milliseconds'],
  [59_999, '59 seconds'],
  [3_600_000, '1 hour'],
  [200_000_000, '2 days'],
])('%d ms of age are %s', (ms, said) => {
  expect(age(ms, en)).toBe(said);
});
