import { describe, expect, it } from 'vitest';
import { evaluateBriefs, type Score } from './evaluate.ts';
import { KINDS, LABELLED_SETS, labelledSet, readLabels } from './labels.ts';
import { printReport } from './print.ts';

const share = ({ held, all }: Score): number => held / all;
const labels = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)));

describe('the labelled set', () => {
  it('has at least 160 briefs, half of them Korean, each with an id of its own', () => {
    expect(labels.length).toBeGreaterThanOrEqual(160);
    const korean = labels.filter(({ text }) => /[가-힣]/.test(text)).length;
    expect(korean).toBeGreaterThanOrEqual(labels.length / 2);
    expect(new Set(labels.map(({ id }) => id)).size).toBe(labels.length);
    expect(new Set(labels.map(({ text }) => text)).size).toBe(labels.length);
  });

  it('has every kind of brief', () => {
    for (const kind of KINDS) {
      expect([kind, labels.filter((label) => label.kind === kind).length]).toEqual([
        kind,
        expect.toSatisfy((n) => n >= 12),
      ]);
    }
  });

  it('keeps forty frozen briefs', () => {
    expect(readLabels(labelledSet('frozen'))).toHaveLength(40);
  });
});

describe('the rules', async () => {
  const report = await evaluateBriefs();

  it('hold at least 0.95 of all assertions', () => {
    expect(share(report.total.rules)).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['negated', 'double_negated'])('hold at least 0.95 of the assertions of the %s kind', (name) => {
    const kind = report.kinds.find((group) => group.name === name);
    expect(kind && share(kind.rules)).toBeGreaterThanOrEqual(0.95);
  });

  it('do better than the keyword baseline, and in no kind worse', () => {
    expect(share(report.total.rules)).toBeGreaterThan(share(report.total.baseline));
    for (const { name, rules, baseline } of report.kinds) {
      expect([name, share(rules) >= share(baseline)]).toEqual([name, true]);
    }
  });

  it('are reported with each miss by name', () => {
    const printed = printReport(report);
    for (const { id } of report.misses) expect(printed).toContain(id);
    expect(printed).toContain(`(${report.total.rules.held}/${report.total.rules.all})`);
  });
});
