import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CacheEntry } from '../entry.ts';
import type { CacheKey } from '../key.ts';
import type { CacheLevel, MaybePromise, Selector } from '../level.ts';
import { sampleEntry } from './sample-entry.ts';

interface Place {
  now(): number;
  advance(milliseconds: number): void;
  open(): MaybePromise<CacheLevel>;
  remove(): MaybePromise<void>;
}

interface ModelOptions {
  fixture(): MaybePromise<Place>;
  /** Whether entries outlive the level that they were set through. */
  readonly reopens: boolean;
}

type Step =
  | { readonly do: 'set'; readonly key: CacheKey; readonly text: string; readonly tags: readonly string[] }
  | { readonly do: 'get'; readonly key: CacheKey }
  | { readonly do: 'invalidate'; readonly selector: Selector }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'reopen' };

const tenant = fc.constantFrom('a', 'b', '*');
const name = fc.constantFrom('s:1', 's:2', 's:', 't:1', 'a*b', 'a\\b', '한:글', '\ud800', 'n\0');
const tag = fc.constantFrom('x', 'y', 'x*', '\ud800');
const key = fc.record({ tenant, name });
const anyTenant = fc.option(tenant, { nil: undefined });
const selector: fc.Arbitrary<Selector> = fc.oneof(
  fc.record({ by: fc.constant('key' as const), key }),
  fc.record({ by: fc.constant('tag' as const), tag, tenant: anyTenant }),
  fc.record({
    by: fc.constant('pattern' as const),
    pattern: fc.constantFrom('s:*', '*:1', '*', 'a*b', 't:1', '*\\*', '한*'),
    tenant: anyTenant,
  }),
  fc.record({ by: fc.constant('all' as const), tenant: anyTenant }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      key,
      text: fc.string(),
      tags: fc.array(tag, { maxLength: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('invalidate' as const), selector }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 59_999, 60_000, 120_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

/** Any sequence of steps on the level agrees with a map. */
export function describeModel({ fixture, reopens }: ModelOptions): void {
  it('agrees with a map, whatever is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const place = await fixture();
        const model = new Map<string, { readonly key: CacheKey; readonly entry: CacheEntry }>();
        let level = await place.open();
        try {
          for (const one of steps) {
            if (one.do === 'reopen' && reopens) {
              await level.close();
              level = await place.open();
            } else await take(one, level, model, place);
          }
          for (const { key } of model.values()) await compare(key, level, model, place);
        } finally {
          await level.close();
          await place.remove();
        }
      }),
      { numRuns: 60 },
    );
  });
}

type Model = Map<string, { readonly key: CacheKey; readonly entry: CacheEntry }>;

const slot = ({ tenant, name }: CacheKey): string => JSON.stringify([tenant, name]);

async function take(one: Step, level: CacheLevel, model: Model, place: Place): Promise<void> {
  switch (one.do) {
    case 'set': {
      const made = sampleEntry(place.now(), one.text, one.tags);
      model.set(slot(one.key), { key: one.key, entry: made });
      return level.set(one.key, made);
    }
    case 'get':
      return compare(one.key, level, model, place);
    case 'invalidate': {
      const gone = [...model].filter(([, kept]) => isNamed(one.selector, kept));
      const alive = gone.filter(([, kept]) => kept.entry.staleUntil > place.now());
      for (const [at] of gone) model.delete(at);
      // An entry past its time may or may not be there any more when it is counted.
      const removed = await level.invalidate(one.selector);
      expect(removed).toBeGreaterThanOrEqual(alive.length);
      expect(removed).toBeLessThanOrEqual(gone.length);
      return;
    }
    case 'advance':
      return place.advance(one.ms);
    case 'reopen':
  }
}

async function compare(key: CacheKey, level: CacheLevel, model: Model, place: Place): Promise<void> {
  const kept = model.get(slot(key))?.entry;
  const expected = kept !== undefined && kept.staleUntil > place.now() ? kept : undefined;
  expect(await level.get(key)).toEqual(expected);
}

function isNamed(selector: Selector, { key, entry }: { readonly key: CacheKey; readonly entry: CacheEntry }) {
  if (selector.by === 'key') return slot(selector.key) === slot(key);
  if (selector.tenant !== undefined && selector.tenant !== key.tenant) return false;
  switch (selector.by) {
    case 'all':
      return true;
    case 'tag':
      return entry.tags.includes(selector.tag);
    case 'pattern':
      return expressionOf(selector.pattern).test(key.name);
  }
}

const expressionOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[^]*')}$`,
  );
