import { decisionSchema, type DecisionStep, MODES, ROLES } from '@accord/contract';
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

const reason = fc.record({ step: words, code: words, message: words });
const engineUse = fc.record({
  role: fc.constantFrom(...ROLES),
  engine: words,
  model: words,
  prompt_version: words,
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
  reasons: fc.array(reason.map(jsonFromValue), { maxLength: 3 }),
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
          reasons: parts.reasons.map((one) => one.value),
          engines: parts.engines.map((one) => one.value),
          tokens: parts.tokens,
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
      outcome: fc.oneof(output, failure),
    });
    fc.assert(
      fc.property(parts, ({ createdAt, input, meta: ofMeta, steps, outcome }) => {
        const meta = metaDocument(ofMeta);
        const { id, taskName } = ofMeta;
        const { text, value } = decisionDocument({ id, createdAt, taskName, input, meta, steps, outcome });
        const expected = {
          id,
          created_at: new Date(createdAt).toISOString(),
          task: taskName,
          input,
          meta: meta.value,
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
