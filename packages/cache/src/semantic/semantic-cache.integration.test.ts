import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheVerifySchema } from '@accord/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheAnswer } from '../answer.ts';
import { gate, kept, POLICY, turn } from '../testing/harness.ts';
import {
  brokenEmbedder,
  openSemantic,
  type SemanticHarness,
  type SemanticHarnessOptions,
} from '../testing/semantic.ts';
import { OPENED } from './case.ts';
import type { Comparison, Question, QuestionGuards } from './question.ts';
import { servedUntilStopped } from './stopping.ts';

const SERVE = { mode: 'serve', threshold_moves: false } as const;
const CLEAN_CHECKS = 400;
const comparer: Comparison = {
  by: 'comparer',
  same: (one, other) => one === other,
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-semantic-'));
  path = join(folder, 'accord.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options: SemanticHarnessOptions = {}): SemanticHarness =>
  openSemantic({ path, semantic: SERVE, ...options });

interface Ask {
  readonly text: string;
  readonly tenant?: string;
  readonly exact?: string;
  /** What the source would say. */
  readonly truth?: string;
  readonly comparison?: Comparison;
}

/** What is right for a text, unless it is said: the same for all of one topic. */
const truthOf = ({ text, truth }: Ask): string => truth ?? `about ${text.split('/')[0]}`;

async function ask({ semantic }: SemanticHarness, asked: Ask): Promise<CacheAnswer> {
  const { text, tenant = 'one', exact = 'same', comparison = comparer } = asked;
  const question: Question = { tenant, task: 'task', name: `task:${exact}:${text}`, exact, text };
  const compute = () => kept(truthOf(asked));
  return semantic.getOrCompute({ tenant, name: question.name }, () => question, compute, POLICY, comparison);
}

/** Pairs of questions that mean the same, until serving is proven, or as many as are given. */
async function prove(harness: SemanticHarness, checks = CLEAN_CHECKS, from = 0): Promise<void> {
  for (let pair = from; pair < from + checks; pair++) {
    const topic = `clean${pair}`;
    await askIn(harness, topic, 0);
    await askIn(harness, topic, 10);
    await harness.cache.invalidate({ by: 'all', tenant: undefined });
  }
}
/** As if so many pairs had been checked. */
function proven({ store }: SemanticHarness): void {
  const key = { tenant: 'one', task: 'task', basis: 'angles@1 none', band: 0 };
  const evidence = [{ source: 'comparer', halvings: 0, right: CLEAN_CHECKS, wrong: 0 }] as const;
  store.changeCase(key, () => ({ ...OPENED, evidence }));
}
/** Each pair has a partition to itself, so that topics that fall on one place do not meet. */
const askIn = async (harness: SemanticHarness, topic: string, degrees: number): Promise<CacheAnswer> =>
  ask(harness, { text: `${topic}/${degrees}`, exact: topic });

describe('a similar question', () => {
  it('is computed and is a check until enough is proven, and is served from then on', async () => {
    const harness = open();
    await prove(harness, 20);
    await askIn(harness, 'a', 0);
    const before = await askIn(harness, 'a', 10);
    expect(before.source).toMatchObject({
      kind: 'computed',
      similar: { kind: 'candidate', standing: 'gathering', checked: true, match: { threshold: 0.8 } },
    });
    await prove(harness, CLEAN_CHECKS, 20);
    await askIn(harness, 'b', 0);
    const after = await ask(harness, { text: 'b/10', exact: 'b', truth: 'never asked for' });
    expect(after.value).toBe('about b');
    expect(after.source).toMatchObject({ kind: 'similar' });
    if (after.source.kind !== 'similar') throw new Error('not served');
    expect(after.source.match.similarity).toBeCloseTo(Math.cos(Math.PI / 18), 4);
    expect(after.source.match.bound).toBeLessThanOrEqual(0.02 + 1e-6);
    expect(harness.failures).toEqual([]);
  });

  it('is not served while only observed, however much is proven', async () => {
    const harness = open({ semantic: { ...SERVE, mode: 'observe' } });
    proven(harness);
    await askIn(harness, 'a', 0);
    expect((await askIn(harness, 'a', 10)).source).toMatchObject({
      kind: 'computed',
      similar: { kind: 'candidate', standing: 'serving' },
    });
  });

  it('is not looked for when it is switched off, or by who wants a new answer or no trace', async () => {
    const off = open({ semantic: { mode: 'off' } });
    await askIn(off, 'a', 0);
    await askIn(off, 'a', 10);
    expect(off.index.size()).toBe(0);
    expect(off.store.cases()).toEqual([]);
  });

  it('counts as one that was not computed, with what it saved', async () => {
    const harness = open();
    proven(harness);
    await askIn(harness, 'a', 0);
    const before = (await harness.cache.stats()).counts;
    await askIn(harness, 'a', 10);
    const after = (await harness.cache.stats()).counts;
    expect(after.similar - before.similar).toBe(1);
    expect(after.not_stored).toBe(before.not_stored);
    expect(after.saved_nano_usd).toBeGreaterThan(before.saved_nano_usd);
  });

  it('is told why it was not answered', async () => {
    const guards: QuestionGuards = {
      version: '1',
      refusal: (question) => (question.startsWith('not') ? { guard: 'negation', detail: 'not' } : undefined),
    };
    const harness = open({ guards });
    await ask(harness, { text: 'a/0' });
    expect((await ask(harness, { text: 'a/80' })).source).toMatchObject({
      similar: { kind: 'missed', reason: 'below_threshold' },
    });
    await ask(harness, { text: 'nota/0' });
    expect((await ask(harness, { text: 'nota/10' })).source).toMatchObject({
      similar: { kind: 'missed', reason: 'guarded', guard: 'negation' },
    });
    expect(harness.store.nearMisses(10)).toMatchObject([
      { guard: 'negation', question: 'nota/10', keptQuestion: 'nota/0' },
    ]);
    expect((await ask(harness, { text: 'a/0', exact: 'other' })).source).toMatchObject({
      similar: { kind: 'missed', reason: 'nothing_near' },
    });
  });
});

describe('what must match exactly', () => {
  it('parts tenants, and what is answered differently', async () => {
    const harness = open();
    await ask(harness, { text: 'a/0', tenant: 'one', truth: 'secret' });
    for (const other of [
      { text: 'a/5', tenant: 'two' },
      { text: 'a/5', tenant: 'one', exact: 'another model' },
    ]) {
      const answer = await ask(harness, { ...other, truth: 'own' });
      expect(answer.value).toBe('own');
      expect(answer.source).toMatchObject({ similar: { kind: 'missed', reason: 'nothing_near' } });
    }
  });

  it('keeps the evidence of tenants apart', async () => {
    const harness = open();
    proven(harness);
    await ask(harness, { text: 'a/0', tenant: 'two' });
    expect((await ask(harness, { text: 'a/5', tenant: 'two' })).source).toMatchObject({
      similar: { kind: 'candidate', standing: 'gathering' },
    });
  });
});

describe('an answer that is no longer kept', () => {
  it.each([
    ['by its name', { by: 'key', key: { tenant: 'one', name: 'task:same:a/0' } }],
    ['by a pattern', { by: 'pattern', pattern: 'task:*', tenant: 'one' }],
    ['with everything', { by: 'all', tenant: undefined }],
  ] as const)('is not given to a similar question when it was invalidated %s', async (_, selector) => {
    const harness = open();
    proven(harness);
    await ask(harness, { text: 'a/0' });
    await harness.cache.invalidate(selector);
    const answer = await ask(harness, { text: 'a/5', truth: 'new' });
    expect(answer.value).toBe('new');
    expect(answer.source).toMatchObject({ kind: 'computed' });
  });

  it('nor when it is past its time, also within the grace', async () => {
    const harness = open();
    proven(harness);
    await ask(harness, { text: 'a/0' });
    harness.clock.advance(3_600_000);
    const answer = await ask(harness, { text: 'a/5', truth: 'new' });
    expect(answer.value).toBe('new');
    expect(answer.source).toMatchObject({ similar: { reason: 'not_kept' } });
  });
});

describe('a check behind an answer', () => {
  const ALWAYS = { ...SERVE, served_check_share: 1 };

  it('keeps the true answer, which is found exactly from then on', async () => {
    const harness = open({ semantic: ALWAYS });
    proven(harness);
    await askIn(harness, 'a', 0);
    const served = await ask(harness, { text: 'a/10', exact: 'a', truth: 'about another' });
    expect(served.source).toMatchObject({ kind: 'similar', checked: true });
    await turn();
    const after = await askIn(harness, 'a', 10);
    expect(after.value).toBe('about another');
    expect(after.source.kind).toBe('level');
    expect(harness.store.checks(1)).toMatchObject([
      { served: true, state: { wrong: true, source: 'comparer' } },
    ]);
    await askIn(harness, 'b', 0);
    expect((await askIn(harness, 'b', 10)).source).toMatchObject({ similar: { kind: 'candidate' } });
  });

  it('does not put back what was invalidated while it was computed', async () => {
    const harness = open({ semantic: ALWAYS });
    proven(harness);
    await askIn(harness, 'a', 0);
    const computing = gate();
    const question: Question = { tenant: 'one', task: 'task', name: 'task:a:a/10', exact: 'a', text: 'a/10' };
    const key = { tenant: 'one', name: question.name };
    const compute = async () => {
      await computing.opened;
      return kept('old');
    };
    const served = await harness.semantic.getOrCompute(key, () => question, compute, POLICY, comparer);
    expect(served.source.kind).toBe('similar');
    await harness.cache.invalidate({ by: 'all', tenant: undefined });
    computing.open();
    await harness.semantic.close();
    expect(await harness.cache.get(key)).toBeUndefined();
  });
});

describe('what is proven', () => {
  it('survives a restart, and is shared by processes', async () => {
    const first = open();
    proven(first);
    const second = open({ clock: first.clock });
    await askIn(second, 'a', 0);
    expect((await askIn(second, 'a', 10)).source.kind).toBe('similar');
  });

  it('does not carry over to another embedding', async () => {
    const first = open();
    proven(first);
    const second = open({ embedder: { ...brokenEmbedder, key: 'angles@2' } });
    await askIn(second, 'a', 0);
    expect((await askIn(second, 'a', 10)).source).toMatchObject({ similar: { standing: 'gathering' } });
  });

  it('is nothing while the store cannot be read: nothing is served, and requests go on', async () => {
    const harness = open();
    proven(harness);
    await askIn(harness, 'a', 0);
    harness.database.exec('DROP TABLE semantic_thresholds');
    const answer = await ask(harness, { text: 'a/10', exact: 'a', truth: 'new' });
    expect(answer.value).toBe('new');
    expect(harness.failures).toMatchObject([{ code: 'CACHE_LEVEL_UNAVAILABLE' }]);
  });

  it('is not served from when the embedding becomes bad, after the stated number of served hits', async () => {
    const stated = servedUntilStopped({ share: 0.1, falseRate: 1, missRate: 0, confidence: 0.99 });
    let within = 0;
    for (let seed = 0; seed < 10; seed++) {
      const good = openSemantic({ semantic: SERVE, seed });
      proven(good);
      await askIn(good, 'a', 0);
      expect((await askIn(good, 'a', 10)).source.kind).toBe('similar');
      const bad = openSemantic({ of: good, semantic: SERVE, embedder: brokenEmbedder, seed: seed + 100 });
      await ask(bad, { text: 'first', truth: 'first' });
      let served = 0;
      let lastServed = 0;
      for (let request = 1; request <= 3 * stated; request++) {
        const answer = await ask(bad, { text: `q${request}`, truth: `answer ${request}` });
        if (answer.source.kind === 'similar') {
          served += 1;
          lastServed = request;
        }
        await turn();
      }
      expect(lastServed).toBeLessThan(2 * stated);
      if (served <= stated) within += 1;
    }
    expect(within).toBeGreaterThanOrEqual(9);
  }, 120_000);
});

describe('an entry that was wrong', () => {
  it('costs one sample: what collides with it is computed from then on', async () => {
    const harness = open();
    proven(harness);
    await ask(harness, { text: 'a/0', truth: 'poisoned' });
    const answers: CacheAnswer[] = [];
    for (let request = 1; request <= 40; request++) {
      answers.push(await ask(harness, { text: `a/${request / 10}`, truth: `own ${request}` }));
      await turn();
    }
    const wrong = harness.store.checks(100).filter(({ state }) => state.kind === 'judged' && state.wrong);
    const ofPoisoned = wrong.filter(({ entry, about }) => entry.name === 'task:same:a/0' && about === 'case');
    expect(ofPoisoned).toHaveLength(1);
  });

  it('never reaches another tenant', async () => {
    const harness = open();
    proven(harness);
    await ask(harness, { text: 'a/0', tenant: 'one', truth: 'poisoned' });
    for (let request = 1; request <= 20; request++) {
      const answer = await ask(harness, { text: `a/${request / 10}`, tenant: 'two', truth: 'own' });
      expect(answer.value).toBe('own');
    }
  });
});

describe('a check', () => {
  it('waits for a person where nothing else can judge it, and counts once it is judged', async () => {
    const harness = open();
    const byPerson: Comparison = { by: 'judge', words: (kept) => `says ${kept}` };
    await ask(harness, { text: 'a/0', comparison: byPerson });
    await ask(harness, { text: 'a/10', comparison: byPerson, truth: 'another' });
    const [check] = harness.store.checks(10);
    expect(check).toMatchObject({
      state: { kind: 'open' },
      keptAnswer: 'says "about a"',
      newAnswer: 'says "another"',
    });
    expect(harness.store.cases()).toEqual([]);
    expect(harness.semantic.judge(check?.id ?? 0, true)).toMatchObject({
      verdict: { source: 'person', wrong: true },
    });
    expect(harness.store.cases()).toMatchObject([{ case: { evidence: [{ source: 'person', wrong: 1 }] } }]);
    expect(() => harness.semantic.judge(999, true)).toThrow(
      expect.objectContaining({ code: 'CACHE_CHECK_UNKNOWN' }),
    );
  });

  it('is given to the judge, whose own errors people tell of', async () => {
    const judge = { key: 'judge@1', same: async () => true };
    const harness = open({ judge });
    const byJudge: Comparison = { by: 'judge', words: (kept) => `says ${kept}` };
    await ask(harness, { text: 'a/0', comparison: byJudge });
    await ask(harness, { text: 'a/10', comparison: byJudge, truth: 'another' });
    await turn();
    const [check] = harness.store.checks(10);
    expect(check?.state).toEqual({ kind: 'judged', source: 'judge', wrong: false });
    harness.semantic.judge(check?.id ?? 0, true);
    expect(harness.store.labels('judge@1')).toEqual({ same: 0, falseAlarms: 0, different: 1, misses: 1 });
    harness.semantic.judge(check?.id ?? 0, true);
    expect(harness.store.labels('judge@1').different).toBe(1);
    expect(harness.store.cases()[0]?.case.suspicion.quick).toBeGreaterThan(0);
  });
});

describe('the evidence', () => {
  it('says how each case stands, what it takes, and what was looked at, as the wire has it', async () => {
    const harness = open();
    const empty = harness.semantic.evidence();
    expect(empty.checks_needed).toBeGreaterThan(100);
    expect(empty.checks_needed).toBeLessThan(400);
    await prove(harness, 30);
    await ask(harness, { text: 'a/0', truth: 'one' });
    await ask(harness, { text: 'a/5', truth: 'two' });
    const evidence = harness.semantic.evidence();
    expect(cacheVerifySchema.parse(evidence)).toEqual(evidence);
    const [scope] = evidence.scopes;
    expect(scope).toMatchObject({ tenant: 'one', task: 'task', threshold: 0.8, standing: 'gathering' });
    expect(scope?.cases).toMatchObject([{ from: 0.8, to: 1, checks: 31, wrong: 1, by: { comparer: 31 } }]);
    expect(scope?.cases[0]?.history.at(-1)).toMatchObject({ checks: 30, wrong: 0 });
    expect(scope?.similarities.reduce((sum, { lookups }) => sum + lookups, 0)).toBe(62);
    expect(evidence.checks[0]).toMatchObject({
      question: 'a/5',
      kept_question: 'a/0',
      kept_answer: '"one"',
      new_answer: '"two"',
      verdict: { source: 'comparer', wrong: true },
    });
  });
});

describe('the threshold', () => {
  it('moves down when few lookups find something, and serves nothing there that is not proven there', async () => {
    const harness = open({ semantic: { mode: 'serve', threshold_window: 50 } });
    proven(harness);
    for (let request = 0; request < 200; request++) await askIn(harness, `lonely${request}`, 0);
    await harness.clock.elapse(2000);
    await askIn(harness, 'a', 0);
    const lower = await askIn(harness, 'a', 40);
    expect(lower.source).toMatchObject({
      similar: { kind: 'candidate', standing: 'gathering' },
    });
    await askIn(harness, 'b', 0);
    expect((await askIn(harness, 'b', 10)).source.kind).toBe('similar');
  });
});
