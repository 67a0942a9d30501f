import type { ManualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CacheKey } from '../key.ts';
import type { CacheLevel, MaybePromise, Selector } from '../level.ts';
import type { CachePolicy } from '../policy.ts';
import { flatKey, matcherOf } from '../selector.ts';
import { kept, openCache } from './harness.ts';

/** Where the levels below the memory keep their entries, which outlives the caches opened on it. */
export interface ModelPlace {
  readonly clock: ManualClock;
  /** Opens them anew, as a process does that starts. */
  levels(): MaybePromise<readonly CacheLevel[]>;
  /** Resolves when what was written so far can be read. */
  settle(): Promise<void>;
  remove(): MaybePromise<void>;
}

type Step =
  | { readonly do: 'set' | 'ask'; readonly key: CacheKey; readonly policy: CachePolicy }
  | { readonly do: 'get'; readonly key: CacheKey }
  | { readonly do: 'invalidate'; readonly selector: Selector }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'restart' };

const MINUTE = 60_000;
const GRACE_MS = 600_000;
const LIVES = { fast: 1_800_000, balanced: 3_600_000 } as const;

const tenant = fc.constantFrom('a', 'b');
const key = fc.record({ tenant, name: fc.constantFrom('search:1', 'search:2', 'ask:1', 'a*b') });
const policy = fc.record({
  life: fc.record({
    by: fc.constant('mode' as const),
    mode: fc.constantFrom('fast' as const, 'balanced' as const),
  }),
  tags: fc.subarray(['x', 'y']),
});
const anyTenant = fc.option(tenant, { nil: undefined });
const selector: fc.Arbitrary<Selector> = fc.oneof(
  fc.record({ by: fc.constant('key' as const), key }),
  fc.record({ by: fc.constant('tag' as const), tag: fc.constantFrom('x', 'y', 'z'), tenant: anyTenant }),
  fc.record({
    by: fc.constant('pattern' as const),
    pattern: fc.constantFrom('search:*', '*:1', '*', 'a*b', 'ask:1'),
    tenant: anyTenant,
  }),
  fc.record({ by: fc.constant('all' as const), tenant: anyTenant }),
);
const advances = [
  1,
  MINUTE,
  5 * MINUTE,
  LIVES.fast - 1,
  LIVES.fast,
  LIVES.balanced,
  GRACE_MS,
  24 * 60 * MINUTE,
];
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), key, policy }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), key, policy }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('invalidate' as const), selector }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(...advances) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

interface Modelled {
  readonly key: CacheKey;
  readonly value: number;
  readonly tags: readonly string[];
  readonly freshUntil: number;
  readonly staleUntil: number;
}

/** What a cache is to do, said with one map. */
function simpleMap(clock: ManualClock) {
  const map = new Map<string, Modelled>();
  const find = (key: CacheKey): Modelled | undefined => {
    const entry = map.get(flatKey(key));
    return entry !== undefined && entry.staleUntil > clock.now() ? entry : undefined;
  };
  return {
    find,
    isFresh: (key: CacheKey): boolean => (find(key)?.freshUntil ?? 0) > clock.now(),
    set(key: CacheKey, value: number, { life, tags = [] }: CachePolicy) {
      const lives = life.by === 'mode' && life.mode === 'fast' ? LIVES.fast : LIVES.balanced;
      const freshUntil = clock.now() + lives;
      map.set(flatKey(key), { key, value, tags, freshUntil, staleUntil: freshUntil + GRACE_MS });
    },
    invalidate(selector: Selector): void {
      const names = matcherOf(selector);
      for (const [flat, { key, tags }] of map) if (names(key, tags)) map.delete(flat);
    },
  };
}

/** Any sequence of steps agrees with a simple map, whatever level answers. */
export function itAgreesWithAMap(
  title: string,
  runs: number,
  makePlace: () => MaybePromise<ModelPlace>,
): void {
  it(`${title} agree with a map, whatever is done`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) =>
        run(steps, await makePlace()),
      ),
      { numRuns: runs },
    );
  });
}

async function run(steps: readonly Step[], place: ModelPlace): Promise<void> {
  const { clock } = place;
  const start = async () => openCache({ clock, levels: await place.levels() }).cache;
  const model = simpleMap(clock);
  let cache = await start();
  let next = 0;
  try {
    for (const one of steps) {
      switch (one.do) {
        case 'set':
          next += 1;
          model.set(one.key, next, one.policy);
          await cache.set(one.key, kept(next), one.policy);
          break;
        case 'ask': {
          const expected = model.find(one.key)?.value ?? next + 1;
          const anew = !model.isFresh(one.key);
          const answer = await cache.getOrCompute(one.key, () => kept(++next), one.policy);
          await place.settle();
          expect(answer.value).toBe(expected);
          if (anew) model.set(one.key, next, one.policy);
          break;
        }
        case 'get':
          expect((await cache.get(one.key))?.value).toBe(model.find(one.key)?.value);
          break;
        case 'invalidate':
          model.invalidate(one.selector);
          expect((await cache.invalidate(one.selector)).unreached).toEqual([]);
          break;
        case 'advance':
          clock.advance(one.ms);
          break;
        case 'restart':
          await cache.close();
          cache = await start();
      }
    }
  } finally {
    await cache.close();
    await place.remove();
  }
}
