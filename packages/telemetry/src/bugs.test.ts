import { manualClock } from '@accord/kernel/testing';
import { expect, it } from 'vitest';
import { isBug, watchBugs } from './bugs.ts';
import { createLogger } from './logger.ts';
import { createMetricRegistry } from './metrics.ts';

it('counts each from zero on, logs it, and leaves the health degraded', async () => {
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetricRegistry();
  const clock = manualClock();
  const logger = createLogger({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const bugs = watchBugs({ metrics, logger, clock });
  expect(await metrics.print()).toContain('accord_bugs_total 0\n');
  expect(bugs.health().status).toBe('HEALTHY');

  bugs.report(new TypeError('the password is hunter2'), { where: 'POST /api/briefs', id: 'r1' });
  bugs.report(new ReferenceError('b is not defined'), { where: 'warming at the start' });
  expect(await metrics.print()).toContain('accord_bugs_total 2\n');
  const { status, detail } = bugs.health();
  expect(status).toBe('DEGRADED');
  expect(detail).toBe(
    `2 since the start, the last at ${new Date(clock.now()).toISOString()} in warming at the start; the log has each`,
  );
  expect(lines).toMatchObject([
    {
      level: 50,
      message: 'bug',
      code: 'INTERNAL',
      id: 'r1',
      where: 'POST /api/briefs',
      err: { type: 'TypeError' },
    },
    { level: 50, message: 'bug', where: 'warming at the start' },
  ]);
});

it.each([
  [new TypeError('x is not a function'), true],
  [new ReferenceError('x is not defined'), true],
  [new RangeError('out of range'), true],
  [new Error('ENOSPC: no space left on device'), false],
  ['a text', false],
])('%s: %s', (error, expected) => {
  expect(isBug(error)).toBe(expected);
});
