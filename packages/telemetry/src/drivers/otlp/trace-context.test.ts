import { createIdSource, createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSampled, readTraceparent, traceIdOf } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('readTraceparent', () => {
  it.each([
    [`00-${TRACE}-${PARENT}-01`, true],
    [`00-${TRACE}-${PARENT}-00`, false],
    [`00-${TRACE}-${PARENT}-03`, true],
    [`00-${TRACE}-${PARENT}-02`, false],
    [`cc-${TRACE}-${PARENT}-01`, true],
    [`cc-${TRACE}-${PARENT}-01-what-comes-later`, true],
  ])('reads %s', (header, sampled) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE, parentId: PARENT, sampled });
  });

  it.each([
    '',
    TRACE,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE}-${PARENT}-01-`,
    `cc-${TRACE}-${PARENT}-01.more`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-1`,
    `00-${TRACE}-${PARENT}`,
    ` 00-${TRACE}-${PARENT}-01`,
  ])('does not take %j', (header) => {
    expect(readTraceparent(header)).toBeUndefined();
  });

  it('takes whatever comes, without throwing', () => {
    fc.assert(fc.property(fc.string(), (header) => void readTraceparent(header)));
  });
});

describe('the trace of a decision', () => {
  it('has the digits of its id', () => {
    expect(traceIdOf('01a1fdcf-4ed8-7272-9052-039bcbc623ac')).toBe('01a1fdcf4ed872729052039bcbc623ac');
  });

  it.each(['', 'id-1', '00000000-0000-0000-0000-000000000000', `${TRACE}0`])('is none for %j', (id) => {
    expect(traceIdOf(id)).toBeUndefined();
  });

  it('is kept as often as the ratio says, and always alike', () => {
    const nextId = createIdSource(manualClock(), createRng(7));
    const traces = Array.from({ length: 10_000 }, () => traceIdOf(nextId()) as string);
    const kept = (ratio: number) => traces.filter((trace) => isSampled(trace, ratio));
    expect(kept(0)).toHaveLength(0);
    expect(kept(1)).toHaveLength(10_000);
    expect(Math.abs(kept(0.3).length - 3000)).toBeLessThan(200);
    const more = new Set(kept(0.5));
    expect(kept(0.3).every((trace) => more.has(trace))).toBe(true);
  });
});
