import { manualClock } from '@accord/kernel/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import type { ProducedPart } from './policy.ts';
import type { StreamAnswer, StreamPart } from './streaming.ts';
import { gate, HOUR, type HarnessOptions, keyOf, openCache, POLICY, turn } from './testing/harness.ts';
import { flightHub } from './testing/shared-flights.ts';
import { sharedStore } from './testing/shared-store.ts';

interface Usage {
  readonly tokens: number;
}
type Part = ProducedPart<Usage>;

const KEY = keyOf('ask:balanced:1');
const clock = manualClock();
const opened: Cache[] = [];
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
});
const open = (options: HarnessOptions = {}): Cache => {
  const { cache } = openCache({ clock, ...options });
  opened.push(cache);
  return cache;
};

const piece = (text: string): Part => ({ kind: 'piece', piece: text });
const END: Part = { kind: 'end', end: { tokens: 7 }, cacheable: { kind: 'yes' }, costNanoUsd: 5 };
const never = (): never => {
  throw new Error('the source must not be asked');
};

async function* producing(parts: readonly Part[]): AsyncGenerator<Part> {
  for (const part of parts) {
    await turn();
    yield part;
  }
}

/** A source whose next part comes when the test says so. */
function tap() {
  const given: Part[] = [];
  let more = gate();
  let aborted = false;
  let calls = 0;
  return {
    give(part: Part) {
      given.push(part);
      more.open();
      more = gate();
    },
    get aborted() {
      return aborted;
    },
    get calls() {
      return calls;
    },
    async *produce(signal: AbortSignal): AsyncGenerator<Part> {
      calls += 1;
      signal.addEventListener('abort', () => {
        aborted = true;
        more.open();
      });
      for (let at = 0; ; ) {
        const part = given[at];
        if (signal.aborted) throw signal.reason;
        if (part === undefined) await more.opened;
        else {
          at += 1;
          yield part;
        }
      }
    },
  };
}

const readAll = async (answer: StreamAnswer<Usage>): Promise<StreamPart<Usage>[]> => {
  const parts: StreamPart<Usage>[] = [];
  for await (const part of answer.parts()) parts.push(part);
  return parts;
};
const textOf = (parts: readonly StreamPart<Usage>[]): string =>
  parts.map((part) => (part.kind === 'piece' ? part.piece : '')).join('');

describe('a stream', () => {
  it('passes as it comes, and is replayed in its pieces with its end', async () => {
    const cache = open();
    const parts = [piece('a'), piece('b'), END];
    const first = await readAll(await cache.getOrStream(KEY, () => producing(parts), POLICY));
    expect(first.slice(0, 2)).toEqual([piece('a'), piece('b')]);
    expect(first[2]).toMatchObject({
      end: { tokens: 7 },
      source: { kind: 'computed', keeping: { kind: 'kept' } },
    });
    const again = await readAll(await cache.getOrStream(KEY, never, POLICY));
    expect(again.slice(0, 2)).toEqual([piece('a'), piece('b')]);
    expect(again[2]).toMatchObject({ end: { tokens: 7 }, source: { kind: 'level', level: 'memory' } });
  });

  it('is given at once to who does not stream', async () => {
    const cache = open();
    const live = await cache.getOrStream(KEY, () => producing([piece('a'), piece('b'), END]), POLICY);
    expect(await live.whole()).toMatchObject({ text: 'ab', end: { tokens: 7 } });
    const kept = await cache.getOrStream<Usage>(KEY, never, POLICY);
    expect(await kept.whole()).toMatchObject({ text: 'ab', end: { tokens: 7 } });
  });

  it('shows a piece before the next has come', async () => {
    const cache = open();
    const source = tap();
    const answer = await cache.getOrStream(KEY, source.produce, POLICY);
    const reader = answer.parts()[Symbol.asyncIterator]();
    source.give(piece('a'));
    expect((await reader.next()).value).toEqual(piece('a'));
    source.give(END);
    expect((await reader.next()).value).toMatchObject({ kind: 'end' });
  });

  it('is heard from its beginning by who joins, and makes one call', async () => {
    const cache = open();
    const source = tap();
    const first = readAll(await cache.getOrStream(KEY, source.produce, POLICY));
    source.give(piece('a'));
    await turn();
    const second = readAll(await cache.getOrStream(KEY, source.produce, POLICY));
    source.give(piece('b'));
    source.give(END);
    expect(textOf(await first)).toBe('ab');
    const joined = await second;
    expect(textOf(joined)).toBe('ab');
    expect(joined.at(-1)).toMatchObject({ source: { kind: 'joined', process: 'this' } });
    expect(source.calls).toBe(1);
    expect((await cache.stats()).counts).toMatchObject({ computed: 1, joined: 1, saved_nano_usd: 5 });
  });

  it.each([
    ['fails', [piece('a'), new Error('no model')]],
    ['ends without an end', [piece('a')]],
  ])('that %s fails after its pieces for all, and is not kept', async (_, parts) => {
    const cache = open();
    const heard: string[] = [];
    const read = async () => {
      const answer = await cache.getOrStream(
        KEY,
        async function* () {
          for (const part of parts) {
            await turn();
            if (part instanceof Error) throw part;
            yield part;
          }
        },
        POLICY,
      );
      for await (const part of answer.parts()) if (part.kind === 'piece') heard.push(part.piece);
    };
    const ended = await Promise.allSettled([read(), read()]);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(heard).toEqual(['a', 'a']);
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('that may not be kept is not', async () => {
    const cache = open();
    const end: Part = { kind: 'end', end: { tokens: 1 }, cacheable: { kind: 'no', reason: 'refusal' } };
    const parts = await readAll(await cache.getOrStream(KEY, () => producing([piece('a'), end]), POLICY));
    expect(parts.at(-1)).toMatchObject({ source: { keeping: { kind: 'not_kept', reason: 'refusal' } } });
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('goes on when one reader stops, and ends when the last does', async () => {
    const cache = open();
    const source = tap();
    const answers = [
      await cache.getOrStream(KEY, source.produce, POLICY),
      await cache.getOrStream(KEY, source.produce, POLICY),
    ];
    source.give(piece('a'));
    for (const [at, answer] of answers.entries()) {
      for await (const part of answer.parts()) {
        expect(part).toEqual(piece('a'));
        expect(source.aborted).toBe(false);
        break;
      }
      await turn();
      expect(source.aborted).toBe(at === 1);
    }
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('is left by a reader whose caller goes away, with the reason', async () => {
    const cache = open();
    const source = tap();
    const caller = new AbortController();
    const answer = await cache.getOrStream(KEY, source.produce, { ...POLICY, signal: () => caller.signal });
    source.give(piece('a'));
    const reading = readAll(answer);
    await turn();
    caller.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
    await turn();
    expect(source.aborted).toBe(true);
  });

  it('does not wait for a slow reader', async () => {
    const cache = open();
    const source = tap();
    const slow = await cache.getOrStream(KEY, source.produce, POLICY);
    const reader = slow.parts()[Symbol.asyncIterator]();
    const quick = readAll(await cache.getOrStream(KEY, source.produce, POLICY));
    for (let at = 0; at < 100; at++) source.give(piece(`${at},`));
    source.give(END);
    expect(textOf(await quick).split(',')).toHaveLength(101);
    expect((await reader.next()).value).toEqual(piece('0,'));
  });

  it('gives a reader up that is too far behind, keeps nothing, and goes on for the others', async () => {
    const cache = open({ knobs: { 'cache.streams.max_bytes': 4096 } });
    const source = tap();
    const slow = await cache.getOrStream(KEY, source.produce, POLICY);
    const reader = slow.parts()[Symbol.asyncIterator]();
    const quick = (await cache.getOrStream(KEY, source.produce, POLICY)).parts()[Symbol.asyncIterator]();
    source.give(piece('first'));
    expect((await reader.next()).value).toEqual(piece('first'));
    expect((await quick.next()).value).toEqual(piece('first'));
    for (let at = 0; at < 100; at++) {
      source.give(piece(`${at}`.padStart(200, '.')));
      expect((await quick.next()).value).toMatchObject({ kind: 'piece' });
    }
    const late = await cache.getOrStream(KEY, () => producing([piece('own'), END]), POLICY);
    expect(await late.whole()).toMatchObject({ text: 'own' });
    await cache.invalidate({ by: 'key', key: KEY });
    source.give(END);
    expect((await quick.next()).value).toMatchObject({ kind: 'end' });
    expect((await cache.stats()).counts).toMatchObject({ computed: 2, not_stored: 1 });
    await expect(reader.next()).rejects.toMatchObject({ code: 'CACHE_STREAM_READER_TOO_SLOW' });
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('leaves no trace when the client demands it', async () => {
    const cache = open();
    const directives = { noStore: true, noCache: false };
    const answer = await cache.getOrStream(KEY, () => producing([piece('a'), END]), {
      ...POLICY,
      directives,
    });
    expect(await answer.whole()).toMatchObject({ text: 'a' });
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('overtaken by an invalidation goes on for who hears it, and is neither kept nor joined', async () => {
    const cache = open();
    const source = tap();
    const before = readAll(await cache.getOrStream(KEY, source.produce, POLICY));
    source.give(piece('old'));
    await turn();
    await cache.invalidate({ by: 'key', key: KEY });
    const after = await cache.getOrStream(KEY, () => producing([piece('new'), END]), POLICY);
    expect(await after.whole()).toMatchObject({ text: 'new' });
    source.give(END);
    expect(textOf(await before)).toBe('old');
    expect(await (await cache.getOrStream<Usage>(KEY, never, POLICY)).whole()).toMatchObject({ text: 'new' });
  });

  it('is replayed stale within the grace, and recorded anew behind it', async () => {
    const cache = open({ knobs: { 'cache.l1.ttl_s': 86_400 } });
    await (await cache.getOrStream(KEY, () => producing([piece('old'), END]), POLICY)).whole();
    clock.advance(HOUR);
    const stale = await cache.getOrStream(KEY, () => producing([piece('new'), END]), POLICY);
    expect(await stale.whole()).toMatchObject({ text: 'old', source: { freshness: 'stale' } });
    await expect
      .poll(async () => (await (await cache.getOrStream<Usage>(KEY, never, POLICY)).whole()).text)
      .toBe('new');
  });
});

describe('a stream that processes share', () => {
  function two() {
    const shared = sharedStore({ clock });
    const hub = flightHub();
    const each = [0, 1].map((at) =>
      open({ levels: [shared.level()], bus: shared.bus(), flights: hub.flights(), reporter: `p${at}` }),
    ) as [Cache, Cache];
    return { shared, hub, each };
  }

  it('is heard live by both and makes one call', async () => {
    const { each } = two();
    const source = tap();
    const first = readAll(await each[0].getOrStream(KEY, source.produce, POLICY));
    await turn();
    await turn();
    await turn();
    const second = (await each[1].getOrStream(KEY, source.produce, POLICY)).parts()[Symbol.asyncIterator]();
    source.give(piece('a'));
    expect((await second.next()).value).toEqual(piece('a'));
    source.give(piece('b'));
    source.give(END);
    expect((await second.next()).value).toEqual(piece('b'));
    expect((await second.next()).value).toMatchObject({ end: { tokens: 7 }, source: { process: 'other' } });
    expect(textOf(await first)).toBe('ab');
    expect(source.calls).toBe(1);
    expect((await each[1].get(KEY))?.source).toMatchObject({ level: 'memory' });
  });

  it('gives its end also when it may not be kept, and is then kept nowhere', async () => {
    const { each, shared } = two();
    const source = tap();
    const first = readAll(await each[0].getOrStream(KEY, source.produce, POLICY));
    for (let at = 0; at < 4; at++) await turn();
    const second = readAll(await each[1].getOrStream(KEY, source.produce, POLICY));
    source.give(piece('a'));
    source.give({ kind: 'end', end: { tokens: 1 }, cacheable: { kind: 'no', reason: 'low' } });
    expect(textOf(await first)).toBe('a');
    expect(await second).toMatchObject([piece('a'), { end: { tokens: 1 } }]);
    expect(shared.entries.size).toBe(0);
    for (const cache of each) expect(await cache.get(KEY)).toBeUndefined();
  });

  it('is cut when its holder dies after a piece, and taken over when it dies before', async () => {
    const { each, hub } = two();
    const source = tap();
    const holder = await each[0].getOrStream(KEY, source.produce, POLICY);
    for (let at = 0; at < 4; at++) await turn();
    const other = tap();
    const follower = readAll(await each[1].getOrStream(KEY, other.produce, POLICY));
    for (let at = 0; at < 4; at++) await turn();
    hub.kill();
    other.give(piece('own'));
    other.give(END);
    expect(textOf(await follower)).toBe('own');
    source.give(END);
    await holder.whole();

    const key = keyOf('another');
    const third = tap();
    const again = await each[0].getOrStream(key, third.produce, POLICY);
    for (let at = 0; at < 4; at++) await turn();
    const cut = (await each[1].getOrStream(key, other.produce, POLICY)).parts()[Symbol.asyncIterator]();
    third.give(piece('a'));
    expect((await cut.next()).value).toEqual(piece('a'));
    hub.kill();
    await expect(cut.next()).rejects.toMatchObject({ code: 'CACHE_STREAM_CUT' });
    third.give(END);
    await again.whole();
  });
});
