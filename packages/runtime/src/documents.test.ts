import {
  type CacheUse,
  decisionSchema,
  type DecisionStep,
  MODES,
  type Reason,
  ROLES,
} from '@accord/contract';
import { nanoUsd, usdText } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionDocument } from './decision-document.ts';
import { jsonFromValue } from './json-document.ts';
import { type MetaParts, metaDocument } from './meta-document.ts';

const words = fc.string({ unit: 'binary', maxLength: 12 });
const duration = fc.double({ min: 0, max: 1e6, noNaN: true }).map((ms) => Math.round(ms * 1000) / 1000);
const count = fc.nat();
/** As it comes out of JSON, which knows no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const mode = fc.constantFrom(...MODES);

const reason = fc.record(
  {
    step: words,
    code: words,
    outcome: fc.constantFrom('taken' as const, 'refused' as const),
    message: words,
    numbers: fc.dictionary(fc.constantFrom('remaining_ms', 'took_ms', 'a "quoted" one'), duration),
  },
  { requiredKeys: ['step', 'code', 'outcome', 'message'] },
);
const cacheUse = fc.constantFrom<CacheUse>(
  { outcome: 'bypassed', reason: 'disabled' },
  { outcome: 'miss', stored: true, reason: '', passed: [{ level: 'memory', why: 'missed' }] },
  { outcome: 'hit', level: 'sqlite', age_ms: 3, stale: false, saved_ms: 4, passed: [], decision: 'x' },
);
const money = fc.nat().map(nanoUsd);
const engineUse = fc.record({
  role: fc.constantFrom(...ROLES),
  engine: words,
  model: words,
  prompt_version: words,
  fallback: fc.boolean(),
});
const finding = fc.record(
  { rule: words, effect: words, start: count, end: count },
  { requiredKeys: ['rule', 'effect'] },
);
const step: fc.Arbitrary<DecisionStep> = fc
  .record(
    {
      step: fc.constantFrom('plan', 'execute.interpreter', 'a "quoted" step'),
      started_ms: duration,
      took_ms: duration,
      outcome: fc.constantFrom('ok', 'failed'),
      message: words,
      findings: fc.array(finding, { maxLength: 3 }),
    },
    { requiredKeys: ['step', 'started_ms', 'took_ms', 'outcome', 'message'] },
  )
  .map((one) => one as DecisionStep);

const metaParts: fc.Arbitrary<MetaParts> = fc.record({
  id: fc.uuid(),
  taskName: fc.constantFrom('fragrance.brief', 'back\\slash'),
  modeAsked: mode,
  modeUsed: mode,
  reasons: fc.array(
    reason.map((one) => jsonFromValue(one as Reason)),
    { maxLength: 3 },
  ),
  reliability: fc.constantFrom('normal', 'low'),
  cache: cacheUse.map(jsonFromValue),
  costNanoUsd: money,
  engines: fc.array(engineUse.map(jsonFromValue), { maxLength: 3 }),
  tokens: fc.record({ input: count, output: count }),
  steps: fc.array(step, { maxLength: 4 }),
  totalMs: duration,
});

describe('meta as text', () => {
  it('is what JSON.stringify makes of it, and fits its schema', () => {
    fc.assert(
      fc.property(metaParts, (parts) => {
        const { text, value } = metaDocument(parts);
        const timings = new Map([['total', parts.totalMs]]);
        for (const { step: name, took_ms } of parts.steps) {
          timings.set(name, Math.round(((timings.get(name) ?? 0) + took_ms) * 1000) / 1000);
        }
        const expected = {
          id: parts.id,
          task: parts.taskName,
          mode_asked: parts.modeAsked,
          mode_used: parts.modeUsed,
          reliability: parts.reliability,
          reasons: parts.reasons.map((one) => one.value),
          cache: parts.cache.value,
          engines: parts.engines.map((one) => one.value),
          tokens: parts.tokens,
          cost_usd: usdText(parts.costNanoUsd),
          timings_ms: Object.fromEntries(timings),
        };
        expect(text).toBe(JSON.stringify(expected));
        expect(value).toEqual(decisionSchema.shape.meta.parse(JSON.parse(text)));
      }),
    );
  });
});

describe('a decision as text', () => {
  const output = fc.record({ kind: fc.constant('ok' as const), output: json.map(jsonFromValue) });
  const failure = fc.record({ kind: fc.constant('failed' as const), code: fc.constant('ENGINE_TIMEOUT') });

  it('is what JSON.stringify makes of it, and fits its schema', () => {
    const parts = fc.record({
      createdAt: fc.integer({ min: 0, max: 4e12 }),
      input: json,
      meta: metaParts,
      steps: fc.array(step, { maxLength: 4 }),
      prediction: fc.record({ p95Ms: fc.option(duration, { nil: undefined }), costNanoUsd: money }),
      outcome: fc.oneof(output, failure),
    });
    fc.assert(
      fc.property(parts, ({ createdAt, input, meta: ofMeta, steps, prediction, outcome }) => {
        const meta = metaDocument(ofMeta);
        const { id, taskName } = ofMeta;
        const { text, value } = decisionDocument({
          id,
          createdAt,
          tenant: 'a "quoted" tenant',
          taskName,
          input,
          meta,
          steps,
          prediction,
          outcome,
        });
        const expected = {
          id,
          created_at: new Date(createdAt).toISOString(),
          tenant: 'a "quoted" tenant',
          task: taskName,
          input,
          meta: meta.value,
          predicted: { p95_ms: prediction.p95Ms ?? null, cost_usd: usdText(prediction.costNanoUsd) },
          steps,
          outcome: outcome.kind,
          ...(outcome.kind === 'ok' ? { output: outcome.output.value } : { error_code: outcome.code }),
        };
        expect(text).toBe(JSON.stringify(expected));
        expect(value).toEqual(decisionSchema.parse(JSON.parse(text)));
      }),
    );
  });
});
