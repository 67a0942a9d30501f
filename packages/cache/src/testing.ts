import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';
import type { CacheLevel, LevelCapability, MaybePromise, Selector } from './level.ts';
import { describeModel } from './testing/model.ts';
import { randomText, sampleEntry } from './testing/sample-entry.ts';

/** How a level is put to the test: a place that outlives the levels opened on it. */
export interface LevelFixture {
  /** The time that the levels go by, milliseconds since the Unix epoch. */
  now(): number;
  advance(milliseconds: number): void;
  /** Opens a level on the place. */
  open(): MaybePromise<CacheLevel>;
  /** Damages what is kept under the key; left out by a level that keeps no bytes. */
  readonly corrupt?: (key: CacheKey) => MaybePromise<void>;
  /** The keys that levels of this place reported as corrupt so far. */
  readonly corrupted: readonly CacheKey[];
  /** The levels refuse entries whose text has this many random characters. */
  readonly tooLong: number;
  /** Removes the place, after every level was closed. */
  remove(): MaybePromise<void>;
}

export interface LevelTraits {
  readonly name: CacheLevel['name'];
  readonly capabilities: readonly LevelCapability[];
}

const MINUTE = 60_000;

const ODD_NAMES = [
  '',
  ' ',
  'plain',
  'PLAIN',
  'a:b',
  'a*b',
  'a?b',
  'a[b]c',
  'a[!b]',
  'a%b_c',
  'a\\b',
  '\\*',
  "it's",
  '"quoted"',
  '{tag}',
  '}{',
  '..',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'nul\0inside',
  'nul',
  'nul\u00100000inside',
  '\ud800',
  '\udc00',
  '\ufffd',
  '\ud83d\ude00',
  'é',
  'e\u0301',
  '한국어 이름',
  '\r\nSET x 1\r\n',
  `long ${'x'.repeat(20_000)}`,
  `long ${'x'.repeat(20_000)}y`,
] as const;

const PATTERNS: readonly (readonly [
  pattern: string,
  matching: readonly string[],
  other: readonly string[],
])[] = [
  ['search:*', ['search:', 'search:rose', 'search:a:b'], ['search', 'research:rose', 'Search:rose']],
  ['*:rose', ['search:rose', ':rose'], ['search:roses', 'rose']],
  ['a*b*c', ['abc', 'a-b-c', 'abcbc'], ['acb', 'ab', 'abcd']],
  ['*', ['', 'anything', '한글', '\ud800'], []],
  ['**', ['', 'x'], []],
  ['exact', ['exact'], ['exactly', 'Exact', 'exac']],
  ['', [''], ['x']],
  ['a?*', ['a?', 'a?x'], ['ab', 'a']],
  ['[ab]*', ['[ab]c'], ['a', 'ac', 'b']],
  ['100%*', ['100%', '100%_'], ['1000']],
  ['a_*', ['a_b'], ['axb']],
  ['a\\*', ['a\\', 'a\\b'], ['a*', 'ab']],
  ['향*', ['향', '향수'], ['수향']],
  ['\ud83d\ude00*', ['\ud83d\ude00!'], ['\ud83d\ude01!']],
  ['nul\0*', ['nul\0', 'nul\0x'], ['nul', 'nulx']],
  ['\u{10ffff}*', ['\u{10ffff}', '\u{10ffff}\u{10ffff}x'], ['\u{10fffe}']],
  ['\ud7ff*', ['\ud7ffx'], ['\ue000']],
  ['aa*aa', ['aaaa', 'aa-aa'], ['aa', 'aaa']],
];

/** What every level must do. `makeFixture` is called anew for each test. */
export function describeCacheLevel(
  title: string,
  traits: LevelTraits,
  makeFixture: () => MaybePromise<LevelFixture>,
): void {
  describe(`${title} keeps the contract of a level`, () => {
    let fixture: LevelFixture;
    let opened: CacheLevel[];
    let level: CacheLevel;
    const open = async (): Promise<CacheLevel> => {
      const one = await fixture.open();
      opened.push(one);
      return one;
    };
    const entry = (text: string, tags: readonly string[] = []): CacheEntry =>
      sampleEntry(fixture.now(), text, tags);
    const key = (name: string, tenant = 'tenant'): CacheKey => ({ tenant, name });
    const textAt = async (name: string, tenant = 'tenant'): Promise<string | undefined> =>
      (await level.get(key(name, tenant)))?.text;
    const setAll = async (names: readonly string[], tags: readonly string[] = [], tenant = 'tenant') => {
      await Promise.all(names.map(async (name) => level.set(key(name, tenant), entry(`of ${name}`, tags))));
    };

    beforeEach(async () => {
      fixture = await makeFixture();
      opened = [];
      level = await open();
    });
    afterEach(async () => {
      for (const one of opened) await one.close();
      await fixture.remove();
    });

    it('has the name and the capabilities it claims, and says that it is well', async () => {
      expect(level.name).toBe(traits.name);
      expect([...level.capabilities].sort()).toEqual([...traits.capabilities].sort());
      expect((await level.health()).status).toBe('HEALTHY');
    });

    it('can be closed twice', async () => {
      await level.close();
      await level.close();
    });

    describe('get and set', () => {
      it('finds nothing where nothing was set', async () => {
        expect(await level.get(key('none'))).toBeUndefined();
      });

      it.each([
        ['nothing', ''],
        ['a little', '{"a":1}'],
        ['Latin letters', JSON.stringify({ text: 'é ÿ '.repeat(600) })],
        ['Korean', JSON.stringify({ text: '비 온 뒤의 숲, 젖은 흙 '.repeat(200) })],
        ['halves of characters', '\ud800 and \udc00'],
        ['what does not compress', randomText(5000)],
        ['NUL', 'a\0b'],
      ])('gives back %s exactly', async (_, text) => {
        const kept = entry(text, ['tag', '', 'with "quotes"', '한글', '\ud800']);
        await level.set(key('k'), kept);
        expect(await level.get(key('k'))).toEqual(kept);
      });

      it('gives back the last that was set', async () => {
        await level.set(key('k'), entry('first'));
        await level.set(key('k'), entry('second'));
        expect(await textAt('k')).toBe('second');
        expect((await level.usage()).entries).toBe(1);
      });

      it('keeps what is set at once', async () => {
        const names = Array.from({ length: 500 }, (_, index) => `k${index}`);
        await setAll(names);
        const texts = await Promise.all(names.map((name) => textAt(name)));
        expect(texts).toEqual(names.map((name) => `of ${name}`));
        expect((await level.usage()).entries).toBe(500);
      });

      it('answers many that ask at once, each with its own', async () => {
        await setAll(['a', 'b']);
        const names = Array.from({ length: 900 }, (_, index) => ['a', 'b', 'none'][index % 3] ?? '');
        const texts = await Promise.all(names.map((name) => textAt(name)));
        expect(texts).toEqual(names.map((name) => (name === 'none' ? undefined : `of ${name}`)));
      });

      it('keeps odd names apart', async () => {
        await setAll(ODD_NAMES);
        for (const name of ODD_NAMES) expect(await textAt(name)).toBe(`of ${name}`);
        expect((await level.usage()).entries).toBe(ODD_NAMES.length);
        for (const name of ODD_NAMES) expect(await level.invalidate({ by: 'key', key: key(name) })).toBe(1);
      });

      it('keeps odd tenants apart', async () => {
        for (const tenant of ODD_NAMES) await setAll(['k'], [], tenant);
        await level.set(key('b:c', 'a'), entry('one'));
        await level.set(key('c', 'a:b'), entry('another'));
        expect(await textAt('b:c', 'a')).toBe('one');
        expect(await textAt('c', 'a:b')).toBe('another');
        expect((await level.usage()).entries).toBe(ODD_NAMES.length + 2);
      });

      it('refuses what is too long without an error, and does not keep what it replaces', async () => {
        await level.set(key('k'), entry('short'));
        await level.set(key('k'), entry(randomText(fixture.tooLong)));
        expect(await level.get(key('k'))).toBeUndefined();
        await level.set(key('k'), entry('short again'));
        expect(await textAt('k')).toBe('short again');
      });
    });

    describe('expiry', () => {
      it('serves what is stale, and never what is past that', async () => {
        await level.set(key('k'), entry('text'));
        fixture.advance(2 * MINUTE - 1);
        expect(await textAt('k')).toBe('text');
        fixture.advance(1);
        expect(await level.get(key('k'))).toBeUndefined();
      });

      it('lives anew when it is set again', async () => {
        await level.set(key('k'), entry('first'));
        fixture.advance(MINUTE);
        await level.set(key('k'), entry('second'));
        fixture.advance(MINUTE);
        expect(await textAt('k')).toBe('second');
      });
    });

    describe('invalidation', () => {
      it('removes one by its key, and counts', async () => {
        await setAll(['a', 'b']);
        expect(await level.invalidate({ by: 'key', key: key('a') })).toBe(1);
        expect(await level.invalidate({ by: 'key', key: key('a') })).toBe(0);
        expect(await level.get(key('a'))).toBeUndefined();
        expect(await textAt('b')).toBe('of b');
      });

      it('removes what was asked to be set before it, also when nobody waited', async () => {
        const setting = level.set(key('k'), entry('text', ['tag']));
        await level.invalidate({ by: 'tag', tag: 'tag', tenant: undefined });
        await setting;
        expect(await level.get(key('k'))).toBeUndefined();
      });

      it('removes by tag what has the tag now', async () => {
        await setAll(['a', 'b'], ['x', 'y', 'x']);
        await setAll(['c'], ['y']);
        await level.set(key('b'), entry('of b', ['y']));
        expect(await level.invalidate({ by: 'tag', tag: 'x', tenant: 'tenant' })).toBe(1);
        expect(await level.get(key('a'))).toBeUndefined();
        expect(await textAt('b')).toBe('of b');
        expect(await level.invalidate({ by: 'tag', tag: 'y', tenant: 'tenant' })).toBe(2);
        expect(await level.invalidate({ by: 'tag', tag: 'y', tenant: 'tenant' })).toBe(0);
      });

      it('keeps odd tags apart', async () => {
        for (const [index, tag] of ODD_NAMES.entries()) await setAll([`k${index}`], [tag]);
        for (const tag of ODD_NAMES) {
          expect(await level.invalidate({ by: 'tag', tag, tenant: undefined })).toBe(1);
        }
      });

      it.each(PATTERNS)('removes by the pattern %j what it names', async (pattern, matching, other) => {
        await setAll([...matching, ...other]);
        expect(await level.invalidate({ by: 'pattern', pattern, tenant: 'tenant' })).toBe(matching.length);
        for (const name of matching) expect(await level.get(key(name))).toBeUndefined();
        for (const name of other) expect(await textAt(name)).toBe(`of ${name}`);
      });

      it('removes by a pattern, a tag or all of it however many there are', async () => {
        const names = Array.from({ length: 2300 }, (_, index) => `k${index}`);
        await setAll(names, ['tag']);
        expect(await level.invalidate({ by: 'pattern', pattern: 'k1*', tenant: undefined })).toBe(1111);
        expect(await level.invalidate({ by: 'tag', tag: 'tag', tenant: undefined })).toBe(2300 - 1111);
        await setAll(names);
        expect(await level.invalidate({ by: 'all', tenant: undefined })).toBe(2300);
        expect(await level.usage()).toEqual({ entries: 0, bytes: 0 });
      });

      it('does not take time without bound for a pattern made to', async () => {
        await setAll(['a'.repeat(5000)]);
        const pattern = `${'a*'.repeat(1000)}b`;
        expect(await level.invalidate({ by: 'pattern', pattern, tenant: undefined })).toBe(0);
      });

      const reaches: readonly (readonly [string, (tenant: string | undefined) => Selector])[] = [
        ['tag', (tenant) => ({ by: 'tag', tag: 'tag', tenant })],
        ['pattern', (tenant) => ({ by: 'pattern', pattern: 'k*', tenant })],
        ['all', (tenant) => ({ by: 'all', tenant })],
      ];
      it.each(reaches)('by %s reaches one tenant, or all when none is named', async (_, selector) => {
        const tenants = ['a', 'b', 'ab', '', '*', '__proto__'];
        for (const tenant of tenants) await setAll(['k1', 'k2'], ['tag'], tenant);
        expect(await level.invalidate(selector('a'))).toBe(2);
        expect(await level.invalidate(selector('*'))).toBe(2);
        expect(await textAt('k1', 'a')).toBeUndefined();
        for (const tenant of ['b', 'ab', '', '__proto__']) expect(await textAt('k1', tenant)).toBe('of k1');
        expect(await level.invalidate(selector(undefined))).toBe(8);
        for (const tenant of tenants) expect(await textAt('k2', tenant)).toBeUndefined();
      });

      it('by key reaches only its tenant', async () => {
        await setAll(['k'], [], 'a');
        await setAll(['k'], [], 'b');
        expect(await level.invalidate({ by: 'key', key: key('k', 'a') })).toBe(1);
        expect(await textAt('k', 'b')).toBe('of k');
      });
    });

    it('counts entries and bytes', async () => {
      expect(await level.usage()).toEqual({ entries: 0, bytes: 0 });
      await setAll(['a', 'b']);
      const two = await level.usage();
      expect(two.entries).toBe(2);
      await level.set(key('a'), entry(randomText(2000)));
      const longer = await level.usage();
      expect(longer.entries).toBe(2);
      expect(longer.bytes - two.bytes).toBeGreaterThan(1000);
    });

    if (traits.capabilities.includes('persistent') || traits.capabilities.includes('shared')) {
      it('finds after a restart what was set before it, and not what was removed', async () => {
        await setAll(['a', 'b'], ['tag']);
        await setAll(['c']);
        await level.invalidate({ by: 'key', key: key('a') });
        await level.close();
        level = await open();
        expect(await level.get(key('a'))).toBeUndefined();
        expect((await level.get(key('b')))?.tags).toEqual(['tag']);
        expect(await level.invalidate({ by: 'tag', tag: 'tag', tenant: undefined })).toBe(1);
        expect(await textAt('c')).toBe('of c');
      });

      it('shows what another wrote or removed', async () => {
        const other = await open();
        await setAll(['a', 'b'], ['tag']);
        expect((await other.get(key('a')))?.text).toBe('of a');
        expect(await other.invalidate({ by: 'pattern', pattern: '*', tenant: 'tenant' })).toBe(2);
        expect(await level.get(key('a'))).toBeUndefined();
      });
    }

    it('misses what is corrupt, reports it, removes it, and keeps the rest', async () => {
      if (fixture.corrupt === undefined) return;
      await setAll(['a', 'b'], ['tag']);
      await fixture.corrupt(key('a'));
      expect(await level.get(key('a'))).toBeUndefined();
      expect(fixture.corrupted).toEqual([key('a')]);
      await expect.poll(async () => (await level.usage()).entries).toBe(1);
      expect(await level.get(key('a'))).toBeUndefined();
      expect(fixture.corrupted).toHaveLength(1);
      expect(await textAt('b')).toBe('of b');
      await setAll(['a']);
      expect(await textAt('a')).toBe('of a');
    });

    describeModel({
      fixture: makeFixture,
      reopens: traits.capabilities.includes('persistent') || traits.capabilities.includes('shared'),
    });
  });
}
