import type { Evidence } from '@accord/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

const at = (start: number, end: number, field = 'mood'): Evidence => ({ field, value: 'calm', start, end });

describe('segmentsOf', () => {
  it('leaves a text without evidence in one piece', () => {
    expect(segmentsOf('quiet woods', [])).toEqual([{ start: 0, end: 11, text: 'quiet woods', evidence: [] }]);
  });

  it('gives nothing for an empty text', () => {
    expect(segmentsOf('', [at(0, 3)])).toEqual([]);
  });

  it('cuts overlapping spans into runs that each know all their evidence', () => {
    const wide = at(0, 8, 'notes_preference.green');
    const inner = at(3, 5, 'season');
    expect(
      segmentsOf('풋풋한 봄날 향', [wide, inner]).map(({ text, evidence }) => [text, evidence.length]),
    ).toEqual([
      ['풋풋한', 1],
      [' 봄', 2],
      ['날 향', 1],
    ]);
  });

  it('keeps a surrogate pair whole', () => {
    expect(segmentsOf('🌸 봄', [at(1, 2)])[0]?.text).toBe('🌸');
  });

  it('is a partition of any text under any spans, and each run carries exactly the spans that cover it', () => {
    const spans = fc.array(
      fc.record({
        field: fc.constantFrom('mood', 'season', 'intensity'),
        value: fc.string(),
        start: fc.integer({ min: -3, max: 60 }),
        end: fc.integer({ min: -3, max: 60 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), spans, (text, evidence) => {
        const segments = segmentsOf(text, evidence);
        expect(segments.map((segment) => segment.text).join('')).toBe(text);
        let position = 0;
        for (const segment of segments) {
          expect(segment.start).toBe(position);
          expect(segment.end).toBeGreaterThan(segment.start);
          position = segment.end;
          const covering = evidence.filter(
            (item) => item.start < segment.end && item.end > segment.start && item.start < item.end,
          );
          expect(new Set(segment.evidence)).toEqual(new Set(covering));
          expect(
            /[\uD800-\uDBFF]$/.test(segment.text) && /^[\uDC00-\uDFFF]/.test(text.slice(segment.end)),
          ).toBe(false);
        }
      }),
    );
  });
});
