import type { Clock } from '@accord/kernel';
import type { InvalidationBus } from '../bus.ts';
import type { CacheEntry } from '../entry.ts';
import type { CacheKey } from '../key.ts';
import type { CacheLevel, LevelCapability, Selector } from '../level.ts';
import { flatKey, matcherOf } from '../selector.ts';

/**
 * Something that outlives caches and is seen by several, in the memory of the test: what is written takes a turn of the
 * event loop, or as long as the test holds it.
 */
export interface SharedStore {
  level(): TestLevel;
  bus(): InvalidationBus;
  readonly entries: ReadonlyMap<string, { readonly key: CacheKey; readonly entry: CacheEntry }>;
}

export interface TestLevel extends CacheLevel {
  /** From now on each operation of the kind waits until it is let go. */
  hold(kind: Operation): { readonly begun: Promise<void>; release(): void };
  /** From now on each operation fails with this, until it is given nothing. */
  break(error: Error | undefined, kinds?: readonly Operation[]): void;
  readonly asked: Record<Operation, number>;
}

type Operation = 'get' | 'set' | 'invalidate';

export interface SharedStoreOptions {
  readonly clock: Clock;
  readonly name?: CacheLevel['name'];
  readonly capabilities?: readonly LevelCapability[];
}

export function sharedStore({
  clock,
  name = 'redis',
  capabilities = ['persistent', 'shared'],
}: SharedStoreOptions): SharedStore {
  const entries = new Map<string, { key: CacheKey; entry: CacheEntry }>();
  const receivers = new Set<(selector: Selector) => Promise<void>>();

  const level = (): TestLevel => {
    const held = new Map<Operation, { readonly gate: Promise<void>; begun(): void }>();
    const asked = { get: 0, set: 0, invalidate: 0 };
    let fault: { readonly error: Error; readonly kinds: readonly Operation[] } | undefined;
    const pass = async (kind: Operation): Promise<void> => {
      asked[kind] += 1;
      const hold = held.get(kind);
      hold?.begun();
      await hold?.gate;
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      if (fault?.kinds.includes(kind) === true) throw fault.error;
    };
    return {
      name,
      capabilities: new Set(capabilities),
      asked,
      hold(kind) {
        let release: () => void = () => undefined;
        let begun: () => void = () => undefined;
        const begins = new Promise<void>((resolve) => {
          begun = resolve;
        });
        const gate = new Promise<void>((resolve) => {
          release = resolve;
        });
        held.set(kind, { gate, begun: () => begun() });
        return {
          begun: begins,
          release: () => {
            held.delete(kind);
            release();
          },
        };
      },
      break(error, kinds = ['get', 'set', 'invalidate']) {
        fault = error === undefined ? undefined : { error, kinds };
      },
      async get(key) {
        // What it read stays what it answers, however long the answer is on its way.
        const found = entries.get(flatKey(key));
        await pass('get');
        return found !== undefined && found.entry.staleUntil > clock.now() ? found.entry : undefined;
      },
      async set(key, entry) {
        await pass('set');
        entries.set(flatKey(key), { key, entry });
      },
      async invalidate(selector) {
        await pass('invalidate');
        const names = matcherOf(selector);
        const named = [...entries].filter(([, { key, entry }]) => names(key, entry.tags));
        for (const [flat] of named) entries.delete(flat);
        return named.length;
      },
      usage: () => ({ entries: entries.size, bytes: 0 }),
      health: () => ({ status: 'HEALTHY', detail: 'test' }),
      close: () => undefined,
    };
  };

  const bus = (): InvalidationBus => {
    let mine: ((selector: Selector) => Promise<void>) | undefined;
    return {
      async announce(selector) {
        await Promise.all(
          [...receivers].filter((receive) => receive !== mine).map((receive) => receive(selector)),
        );
      },
      onAnnounced(receive) {
        mine = receive;
        receivers.add(receive);
      },
      async close() {
        if (mine !== undefined) receivers.delete(mine);
      },
    };
  };

  return { level, bus, entries };
}
