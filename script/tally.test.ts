import { describe, expect, it } from 'vitest';
import { tallyCheck, tallyVitest } from './tally.mjs';

const file = (status: string, ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe('the tally of the check', () => {
  it('counts each step', () => {
    expect(tallyCheck([{ passed: true }, { passed: false }, { passed: true }])).toEqual({
      passed: 2,
      failed: 1,
    });
  });

  it.each([[undefined], [[]]])('counts a check that left no report as failed', (report) => {
    expect(tallyCheck(report)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('the tally of the tests', () => {
  it('counts each test, and none that was skipped', () => {
    const testResults = [
      file('passed', 'passed', 'passed', 'skipped'),
      file('failed', 'passed', 'failed', 'failed'),
    ];
    expect(tallyVitest({ testResults }, 1)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts a file that did not load, or broke in a hook', () => {
    const testResults = [file('passed', 'passed'), file('failed'), file('failed', 'skipped', 'passed')];
    expect(tallyVitest({ testResults }, 1)).toEqual({ passed: 2, failed: 2 });
  });

  it('counts a run that ended badly though every test passed', () => {
    expect(tallyVitest({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a run without a test, and one that left no report', () => {
    expect(tallyVitest({ testResults: [] }, 0)).toEqual({ passed: 0, failed: 1 });
    expect(tallyVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(tallyVitest(undefined, 139)).toEqual({ passed: 0, failed: 1 });
  });
});
