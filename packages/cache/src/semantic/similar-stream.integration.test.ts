import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerSource } from '../answer.ts';
import type { ProducedPart } from '../policy.ts';
import { POLICY, turn } from '../testing/harness.ts';
import { openSemantic, type SemanticHarness, type SemanticHarnessOptions } from '../testing/semantic.ts';
import { OPENED } from './case.ts';
import type { Comparison, Question } from './question.ts';

const SERVE = { mode: 'serve', threshold_moves: false, served_check_share: 0.001 } as const;
const SAME: Comparison = { by: 'comparer', same: (one, other) => one === other };

const opened: SemanticHarness[] = [];
afterEach(async () => {
  for (const { semantic, cache, database } of opened.splice(0)) {
    await semantic.close();
    await cache.close();
    database.close();
  }
});
function open(options: SemanticHarnessOptions = {}): SemanticHarness {
  const harness = openSemantic({ semantic: SERVE, ...options });
  opened.push(harness);
  return harness;
}
/** As if so many pairs had been checked. */
function proven({ store }: SemanticHarness): void {
  const evidence = [{ source: 'comparer', halvings: 0, right: 400, wrong: 0 }] as const;
  const key = { tenant: 'one', task: 'task', basis: 'angles@1 none', band: 0 };
  store.changeCase(key, () => ({ ...OPENED, evidence }));
}

interface Ask {
  readonly text: string;
  readonly pieces?: readonly string[];
  readonly cacheable?: Extract<ProducedPart<string>, { kind: 'end' }>['cacheable'];
  readonly comparison?: Comparison;
  readonly noStore?: boolean;
}
interface Heard {
  readonly text: string;
  readonly end: string;
  readonly source: AnswerSource;
  readonly produced: boolean;
}

async function stream(harness: SemanticHarness, ask: Ask): Promise<Heard> {
  const { text, pieces = ['about ', 'a'], cacheable = { kind: 'yes' }, comparison = SAME, noStore } = ask;
  const question: Question = { tenant: 'one', task: 'task', name: `stream:${text}`, exact: '', text };
  let produced = false;
  async function* produce(): AsyncGenerator<ProducedPart<string>> {
    produced = true;
    for (const piece of pieces) yield { kind: 'piece', piece };
    yield { kind: 'end', end: `end of ${text}`, cacheable };
  }
  const policy = noStore === true ? { ...POLICY, directives: { noStore, noCache: false } } : POLICY;
  const key = { tenant: 'one', name: question.name };
  const answer = await harness.semantic.getOrStream(key, () => question, produce, policy, comparison);
  const heard = { ...(await answer.whole()), produced };
  // What is kept becomes findable behind the answer.
  await turn();
  return heard;
}

describe('a stream of answers to similar questions', () => {
  it('is replayed as it was kept, once that is proven, and says where it is from', async () => {
    const harness = open();
    proven(harness);
    await stream(harness, { text: 'a/0' });
    const similar = await stream(harness, { text: 'a/10', pieces: ['never'] });
    expect(similar).toMatchObject({ text: 'about a', end: 'end of a/0', produced: false });
    expect(similar.source).toMatchObject({ kind: 'similar', level: 'memory', checked: false });
    expect(await harness.cache.stats()).toMatchObject({ counts: { similar: 1, computed: 1, not_stored: 0 } });
    expect(harness.failures).toEqual([]);
  });

  it('is streamed and compared until then, and the comparison counts', async () => {
    const harness = open();
    await stream(harness, { text: 'a/0', pieces: ['about ', 'a'] });
    const second = await stream(harness, { text: 'a/10', pieces: ['about a'] });
    expect(second).toMatchObject({ text: 'about a', end: 'end of a/10', produced: true });
    expect(second.source).toMatchObject({
      kind: 'computed',
      keeping: { kind: 'kept' },
      similar: { kind: 'candidate', standing: 'gathering', checked: true },
    });
    const [check] = harness.store.checks(10);
    // In other pieces, and with another end: it is for the one who compares to see what is the same.
    expect(check).toMatchObject({ state: { kind: 'judged', source: 'comparer', wrong: true } });
    expect(check?.keptAnswer).toContain('["about ","a"]');
  });

  it('shows the judge the words that are said', async () => {
    const seen: unknown[] = [];
    const judge = { key: 'judge@1', same: async (answers: unknown) => seen.push(answers) > 0 };
    const harness = open({ judge });
    const comparison: Comparison = {
      by: 'judge',
      words: (kept) => (JSON.parse(kept) as { pieces: string[] }).pieces.join(''),
    };
    await stream(harness, { text: 'a/0', comparison });
    await stream(harness, { text: 'a/10', comparison, pieces: ['else'] });
    await turn();
    expect(seen).toMatchObject([{ keptAnswer: 'about a', newAnswer: 'else' }]);
  });

  it('is checked behind what was served, without anyone hearing it', async () => {
    const harness = open({ semantic: { ...SERVE, served_check_share: 1 } });
    proven(harness);
    await stream(harness, { text: 'a/0' });
    const similar = await stream(harness, { text: 'a/10', pieces: ['something else'] });
    expect(similar).toMatchObject({ text: 'about a', source: { kind: 'similar', checked: true } });
    for (let waited = 0; harness.store.checks(1).length === 0 && waited < 20; waited++) await turn();
    expect(harness.store.checks(1)).toMatchObject([{ served: true, state: { wrong: true } }]);
    // What was computed for the check is the answer from now on.
    expect(await stream(harness, { text: 'a/10' })).toMatchObject({
      text: 'something else',
      source: { kind: 'level' },
    });
  });

  it.each([
    ['when it may not be kept', { cacheable: { kind: 'no', reason: 'because' } }],
    ['for who wants no trace', { noStore: true }],
  ] as const)('is neither compared nor found %s', async (_, how) => {
    const harness = open();
    await stream(harness, { text: 'a/0' });
    await stream(harness, { text: 'a/10', ...how });
    expect(harness.store.checks(10)).toEqual([]);
    expect(harness.index.size()).toBe(1);
  });

  it('goes on as if nobody looked when the look fails', async () => {
    const failing = { key: 'angles@1', embed: () => Promise.reject(new Error('no embedding')) };
    const harness = open({ embedder: failing });
    await stream(harness, { text: 'a/0' });
    expect(await stream(harness, { text: 'a/10' })).toMatchObject({ text: 'about a', produced: true });
    expect(harness.failures).toHaveLength(2);
  });

  it('that is long is passed on whole, and not compared', async () => {
    const harness = open();
    await stream(harness, { text: 'a/0' });
    const long = 'x'.repeat(600_000);
    const heard = await stream(harness, { text: 'a/10', pieces: [long, long] });
    expect(heard.text.length).toBe(1_200_000);
    expect(harness.store.checks(10)).toEqual([]);
  });
});
