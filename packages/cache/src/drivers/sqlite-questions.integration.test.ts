import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite } from '@accord/storage';
import { createVectorIndex, vectorKnobs } from '@accord/vectors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteQuestions } from './sqlite-questions.ts';

let folder: string;
let clock: ManualClock;
const closing: (() => void)[] = [];
let damaged: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-questions-'));
  clock = manualClock(1000);
  damaged = [];
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(folder, { recursive: true });
});

/** As a process has it. */
function open(embedding = 'one', maxEntries = 100, storedAs: 'fp32' | 'fp16' | 'int8' = 'fp16') {
  const database = openSqlite({ path: join(folder, 'accord.db'), knobs: { busy_timeout_ms: 1000 } });
  const values = new Map([['vectors.max_entries', maxEntries]]);
  const openVectors = (dimensions: number) =>
    createVectorIndex({
      dimensions,
      knobs: resolveKnobs([vectorKnobs], [{ origin: 'test', values }]).of(vectorKnobs),
      clock,
      whenFull: 'evict-oldest',
      onGraphFailure: (error) => {
        throw error;
      },
    });
  const onDamaged = (rows: number): void => void damaged.push(rows);
  const index = sqliteQuestions({ database, openVectors, embedding, storedAs, clock, onDamaged });
  closing.push(() => {
    index.close();
    database.close();
  });
  return index;
}

const question = (name: string, x: number, partition = 'p', expiresAt = 10_000) => ({
  partition,
  name,
  text: `text of ${name}`,
  vector: Float32Array.of(1, x, 0, 0),
  expiresAt,
});
const NEAR = Float32Array.of(1, 0, 0, 0);
const namesIn = (index: ReturnType<typeof open>, partition = 'p'): string[] =>
  index.nearest(partition, NEAR, 10, 0).map(({ name }) => name);

describe('kept questions', () => {
  it('are found by likeness, the nearest first, with their texts, within their partition', () => {
    const index = open();
    index.add(question('far', 1));
    index.add(question('near', 0.1));
    index.add(question('other', 0, 'q'));
    const found = index.nearest('p', NEAR, 10, 0.5);
    expect(found.map(({ name, text }) => [name, text])).toEqual([
      ['near', 'text of near'],
      ['far', 'text of far'],
    ]);
    expect(found[1]?.similarity).toBeCloseTo(Math.SQRT1_2, 5);
    expect(namesIn(index, 'q')).toEqual(['other']);
  });

  it('are found after a restart, and by other processes', () => {
    const first = open();
    const second = open();
    first.add(question('a', 0));
    expect(namesIn(second)).toEqual(['a']);
    second.add(question('b', 0.5));
    expect(namesIn(first)).toEqual(['a', 'b']);
    expect(namesIn(open())).toEqual(['a', 'b']);
  });

  it('are not found once they are removed or past their time', () => {
    const index = open();
    index.add(question('a', 0));
    index.add(question('b', 0.5, 'p', 5000));
    index.remove('p', 'a');
    expect(namesIn(index)).toEqual(['b']);
    clock.advance(4000);
    expect(namesIn(index)).toEqual([]);
    expect(namesIn(open())).toEqual([]);
  });

  it('of another embedding are never compared', () => {
    open('one').add(question('a', 0));
    expect(namesIn(open('two'))).toEqual([]);
  });

  it('kept in another form are never compared', () => {
    open('one', 100, 'fp16').add(question('a', 0));
    expect(namesIn(open('one', 100, 'int8'))).toEqual([]);
    expect(damaged).toEqual([]);
  });

  it.each(['fp32', 'fp16', 'int8'] as const)('are as similar after a restart as before, in %s', (form) => {
    const before = open('one', 100, form);
    before.add(question('a', 0.3));
    const found = before.nearest('p', NEAR, 1, 0);
    expect(found[0]?.similarity).toBeCloseTo(1 / Math.hypot(1, 0.3), 2);
    expect(open('one', 100, form).nearest('p', NEAR, 1, 0)).toEqual(found);
  });

  it.each(['vector = zeroblob(length(vector))', "text = 'another text'", "name = 'c'", 'expires_at = 20000'])(
    'that were damaged on disk are dropped and told: %s',
    (damage) => {
      const index = open();
      index.add(question('a', 0));
      index.add(question('b', 0.5));
      const database = openSqlite({ path: join(folder, 'accord.db'), knobs: { busy_timeout_ms: 1000 } });
      database.exec(`UPDATE semantic_questions SET ${damage} WHERE name = 'a'`);
      expect(namesIn(open())).toEqual(['b']);
      expect(damaged).toEqual([1]);
      expect(database.prepare('SELECT count(*) FROM semantic_questions').pluck().get()).toBe(1);
      database.close();
    },
  );

  it('are no more than there is room for; the oldest go', () => {
    const index = open('one', 3);
    for (const at of [1, 2, 3, 4, 5]) index.add(question(`q${at}`, at / 10));
    expect(namesIn(index)).toHaveLength(3);
    expect(namesIn(index)).toContain('q5');
    expect(namesIn(index)).not.toContain('q1');
  });
});
