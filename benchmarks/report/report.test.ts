import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figure, median, missingFigures, quantile } from './figures.mjs';
import { machine } from './machine.mjs';
import { withResult, writeResults } from './page.mjs';
import { tableOf } from './table.mjs';

const met = figure({ id: 'met', value: 0.1, unit: 'ms', target: '< 0.2', how: 'by hand' });
const missed = figure({
  id: 'missed',
  value: 0.2,
  unit: '1',
  target: '>= 0.25',
  baseline: { name: 'rival', value: 9, unit: '/s' },
  how: 'by hand',
});
const result = (...figures: (typeof met)[]) => ({ name: 'demo', machine: machine(), figures });

describe('a figure', () => {
  it('says whether its target is met', () => {
    expect([met.holds, missed.holds]).toEqual([true, false]);
    expect(figure({ id: 'bound', value: 0.25, unit: '1', target: '>= 0.25', how: '' }).holds).toBe(true);
    expect(figure({ id: 'free', value: 1, unit: '1', how: '' })).toMatchObject({ target: null, holds: null });
  });

  it('refuses a target that it cannot compare', () => {
    expect(() => figure({ id: 'odd', value: 1, unit: '1', target: 'about 2', how: '' })).toThrow(
      'not a target',
    );
  });

  it('is missing when it was promised and is no number', () => {
    const broken = figure({ id: 'broken', value: Number.NaN, unit: '1', how: '' });
    expect(missingFigures(['met', 'broken', 'absent'], [met, broken])).toEqual(['broken', 'absent']);
  });
});

describe('a quantile', () => {
  it('is a sample, by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(samples, 0.95), median(samples), quantile([7], 0.95)]).toEqual([95, 50, 7]);
  });
});

describe('the table', () => {
  it('says plainly that a target was missed', () => {
    expect(tableOf(result(met, missed))).toMatch(/^missed +0\.2 +>= 0\.25 +NO, MISSED +9 \/s rival$/m);
  });
});

describe('the page', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'accord-page-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps one part for each benchmark and leaves what stands around it', () => {
    const page = join(folder, 'reference', 'performance.md');
    writeResults([result(met)], page);
    const first = readFileSync(page, 'utf8');
    expect(first).toContain('| `met` | 0.1 ms | < 0.2 ms | yes |  |');
    writeResults([{ ...result(met), name: 'other' }, result(missed)], page);
    const second = readFileSync(page, 'utf8');
    expect(second.match(/^## .*$/gm)).toEqual(['## demo', '## other']);
    expect(second).toContain('| `missed` | 0.2 | >= 0.25 | NO, MISSED | 9 /s rival |');
    expect(second.indexOf('`missed`')).toBeLessThan(second.indexOf('## other'));
  });

  it('refuses markers that do not pair', () => {
    expect(() => withResult('<!-- bench:demo -->', result(met))).toThrow('do not pair');
  });
});
