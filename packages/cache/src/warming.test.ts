import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { openSqlite } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqlitePopular } from './drivers/sqlite-stats.ts';
import type { PopularStore } from './popular-store.ts';
import { parametersWith } from './testing/harness.ts';
import { createWarming, type Warmed, type Warming } from './warming.ts';

let folder: string;
let clock: ManualClock;
let store: PopularStore;
let ran: string[];
const opened: Warming[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-warming-'));
  clock = manualClock();
  store = sqlitePopular({
    database: openSqlite({ path: join(folder, 'a.db'), knobs: { busy_timeout_ms: 1000 } }),
  });
  ran = [];
});
afterEach(async () => {
  for (const warming of opened.splice(0)) await warming.close();
  rmSync(folder, { recursive: true });
});

function open(
  knobs: Record<string, unknown> = {},
  outcome: (request: string) => Warmed = () => 'computed',
): Warming {
  const warming = createWarming({
    clock,
    parameters: parametersWith(knobs),
    store,
    onBackgroundFailure: (error) => {
      throw error;
    },
    run: async (request) => {
      ran.push(request);
      return outcome(request);
    },
  });
  opened.push(warming);
  return warming;
}
const ask = (warming: Warming, name: string, session?: string, tenant = 't'): void =>
  warming.observe({ key: { tenant, name }, session, request: () => `${tenant}/${name}` });

describe('warming from a file', () => {
  it('runs each line and tells what became of it', async () => {
    const path = join(folder, 'requests.jsonl');
    writeFileSync(path, '{"a":1}\n\n{"a":2}\r\n{"a":3}\n{"bad"}');
    const outcomes: Record<string, Warmed> = {
      '{"a":1}': 'computed',
      '{"a":2}': 'kept',
      '{"a":3}': 'not_kept',
    };
    const warming = open({}, (request) => {
      const outcome = outcomes[request];
      if (outcome === undefined) throw new Error('no request');
      return outcome;
    });
    expect(await warming.warmFile(path)).toEqual({
      computed: 1,
      kept: 1,
      notKept: 1,
      failed: 1,
      failures: [{ at: 5, reason: 'no request' }],
    });
  });

  it('says when there is no such file', async () => {
    await expect(open().warmFile(join(folder, 'none'))).rejects.toMatchObject({
      code: 'CACHE_WARMING_FILE_UNREADABLE',
    });
  });
});

describe('popular requests', () => {
  it('are known after a restart, the most popular first, and not those asked once', async () => {
    const warming = open();
    for (let at = 0; at < 3; at++) ask(warming, 'b');
    for (let at = 0; at < 5; at++) ask(warming, 'a');
    ask(warming, 'once');
    await warming.close();
    const report = await open().warmPopular();
    expect(report.computed).toBe(2);
    expect(ran).toEqual(['t/a', 't/b']);
  });

  it('add up over processes, fade, and are bounded', async () => {
    const knobs = { 'cache.popular.kept': 2, 'cache.popular.half_life_h': 1 };
    for (const [name, times] of [
      ['old', 8],
      ['a', 2],
      ['a', 2],
    ] as const) {
      const warming = open(knobs);
      for (let at = 0; at < times; at++) ask(warming, name);
      await warming.close();
      if (name === 'old') clock.advance(2 * 3_600_000);
    }
    const top = await store.top({ now: clock.now(), halfLifeMs: 3_600_000, most: 10 });
    expect(top.map(({ key, count }) => [key.name, count])).toEqual([
      ['a', 4],
      ['old', 2],
    ]);
    const warming = open(knobs);
    for (let at = 0; at < 10; at++) ask(warming, 'new');
    await warming.close();
    const kept = await store.top({ now: clock.now(), halfLifeMs: 3_600_000, most: 10 });
    expect(kept.map(({ key }) => key.name)).toEqual(['new', 'a']);
  });

  it('are found among many others in bounded memory', async () => {
    const warming = open({ 'cache.popular.tracked': 10, 'cache.popular.kept': 1 });
    for (let at = 0; at < 2000; at++) {
      ask(warming, `rare-${at}`);
      if (at % 4 === 0) ask(warming, 'popular');
    }
    await warming.close();
    const [first] = await store.top({ now: clock.now(), halfLifeMs: 1e9, most: 1 });
    expect(first).toMatchObject({ key: { name: 'popular' }, count: 500 });
  });

  it('are not remembered at all when none are to be kept', async () => {
    const warming = open({ 'cache.popular.kept': 0 });
    for (let at = 0; at < 5; at++) ask(warming, 'a');
    await warming.close();
    expect(await store.top({ now: clock.now(), halfLifeMs: 1e9, most: 1 })).toEqual([]);
  });
});

describe('prediction', () => {
  const ON = { 'cache.prediction.enabled': true, 'cache.prediction.min_support': 2 };
  const turn = async (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });

  it('computes ahead what was seen to follow, and judges itself by what is used', async () => {
    const warming = open(ON);
    for (let at = 0; at < 2; at++) for (const name of ['a', 'b']) ask(warming, name, 's');
    expect(ran).toEqual([]);
    ask(warming, 'a', 's');
    expect(ran).toEqual(['t/b']);
    await turn();
    ask(warming, 'b', 's');
    expect(warming.prediction()).toMatchObject({ state: 'on', computed: 1, used: 1, unused: 0 });
  });

  it('does not mix sessions or learn across tenants', () => {
    const warming = open(ON);
    for (let at = 0; at < 5; at++) {
      ask(warming, 'a', 'one');
      ask(warming, 'b', 'two');
      ask(warming, 'a', 'one', 'other');
    }
    ask(warming, 'a', 'three');
    expect(ran).toEqual([]);
  });

  it('keeps to its budget, which what was kept already does not use up', async () => {
    const knobs = { ...ON, 'cache.prediction.budget_per_min': 1, 'cache.warming.concurrency': 10 };
    const warming = open(knobs, (request) => (request === 't/kept' ? 'kept' : 'computed'));
    const pairs = [
      ['x', 'kept'],
      ['a', 'b'],
      ['c', 'd'],
    ] as const;
    for (let at = 0; at < 3; at++)
      for (const [one, two] of pairs) for (const name of [one, two]) ask(warming, name, one);
    ran = [];
    clock.advance(60_000);
    for (const [one] of pairs) {
      ask(warming, one, 'new');
      await turn();
    }
    expect(ran).toEqual(['t/kept', 't/b']);
    clock.advance(60_000);
    ask(warming, 'c', 'newer');
    expect(ran).toEqual(['t/kept', 't/b', 't/d']);
  });

  it('pauses when too little is used, and is tried again later', async () => {
    const knobs = {
      ...ON,
      'cache.prediction.judged': 4,
      'cache.prediction.min_precision': 0.5,
      'cache.prediction.min_confidence': 0.1,
      'cache.prediction.horizon_s': 10,
      'cache.prediction.retry_s': 100,
    };
    const warming = open(knobs);
    for (let at = 0; at < 2; at++) for (const name of ['a', 'b']) ask(warming, name, 's');
    for (let at = 0; at < 4; at++) {
      ask(warming, 'a', `session ${at}`);
      await turn();
      clock.advance(10_000);
    }
    ask(warming, 'z');
    expect(warming.prediction()).toMatchObject({ state: 'paused', computed: 4, unused: 4, precision: 0 });
    ran = [];
    ask(warming, 'a', 'again');
    expect(ran).toEqual([]);
    clock.advance(100_000);
    ask(warming, 'a', 'later');
    expect(ran).toEqual(['t/b']);
    expect(warming.prediction().state).toBe('on');
  });
});
