import type { ComponentHealth } from '@accord/contract';
import type { LevelName, Refusal, Unanswered } from './answer.ts';
import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';
import type { CacheLevel, LevelUsage, MaybePromise, Selector } from './level.ts';
import { createGuard, type Guard, type GuardOptions, reasonOf } from './level-guard.ts';
import { flatKey, matcherOf } from './selector.ts';
import { countUnanswered, type Tally } from './tally.ts';

/** What a level answered when it was to remove something. */
export type Removal =
  | { readonly kind: 'removed'; readonly count: number }
  | { readonly kind: 'unreached'; readonly reason: string };

/**
 * A level whose failures hurt nobody. What it could not remove, and what it could not replace, it is known to owe: that
 * is hidden from this process until it is done.
 */
export interface GuardedLevel {
  readonly name: LevelName;
  /** Other processes see what is set. */
  readonly shared: boolean;
  get(key: CacheKey): MaybePromise<CacheEntry | Unanswered>;
  /** Does not throw. Settles when the level has taken the entry, or has not. */
  set(key: CacheKey, entry: CacheEntry): Promise<'written' | Refusal>;
  /** Whether the writes under way that the selector names have ended, waiting a while for them. */
  settled(selector: Selector): Promise<boolean>;
  /** Until it is called off, entries that the selector names are not seen in this process. */
  hide(selector: Selector): () => void;
  /** Tries also while the level rests: an invalidation is rare and matters. */
  remove(selector: Selector): Promise<Removal>;
  usage(): Promise<LevelUsage | undefined>;
  health(): Promise<ComponentHealth>;
  /** Lets writes under way end, then closes. */
  close(): Promise<void>;
}

export interface GuardedLevelOptions extends Omit<GuardOptions, 'timeoutMs'> {
  readonly tally: Tally;
}

interface Write {
  readonly key: CacheKey;
  readonly tags: readonly string[];
  readonly ended: Promise<unknown>;
}

/** Names nothing. */
const PROBE: CacheKey = { tenant: '', name: '' };
/** Beyond it, what is owed counts as everything. */
const MOST_OWED = 256;
/** Beyond it, the oldest failed replacements are forgotten: an older entry may then be served within its own life. */
const MOST_UNREPLACED = 4096;

export function guardedLevel(level: CacheLevel, options: GuardedLevelOptions): GuardedLevel {
  const { knobs, tally } = options;
  const reads = createGuard({ ...options, timeoutMs: knobs.read_timeout_ms });
  const writes = createGuard({ ...options, timeoutMs: knobs.settle_timeout_ms });
  const counts = tally.levels[level.name];
  const underWay = new Set<Write>();
  const debts = createDebts();

  const seen = (key: CacheKey, found: CacheEntry | undefined | Refusal): CacheEntry | Unanswered => {
    if (typeof found === 'object' && !debts.hides(key, found.tags)) return found;
    const why = typeof found === 'string' ? found : 'missed';
    countUnanswered(tally, level.name, why);
    return why;
  };
  const track = (key: CacheKey, tags: readonly string[], writing: Promise<void>): void => {
    const write: Write = {
      key,
      tags,
      ended: writing.then(
        () => underWay.delete(write),
        () => underWay.delete(write),
      ),
    };
    underWay.add(write);
  };
  /** Counts how a write ended; a failed one leaves what it was to replace. */
  const written = (key: CacheKey, order: number, outcome: void | Refusal): 'written' | Refusal => {
    if (typeof outcome === 'string') {
      counts.unwritten += 1;
      debts.notReplaced(key, order);
      return outcome;
    }
    counts.writes += 1;
    debts.replaced(key, order);
    return 'written';
  };

  return {
    name: level.name,
    shared: level.capabilities.has('shared'),
    get(key) {
      const found = reads.ask(() => level.get(key));
      if (!(found instanceof Promise)) return seen(key, found);
      return found.then((entry) => seen(key, entry));
    },
    async set(key, entry) {
      const order = debts.nextOrder();
      if (underWay.size >= knobs.unsettled_writes) return written(key, order, 'slow');
      const outcome = writes.ask(() => {
        const writing = level.set(key, entry);
        if (!(writing instanceof Promise)) return undefined;
        track(key, entry.tags, writing);
        // Late is better than never: what was too slow has replaced the old entry after all.
        writing.then(
          () => debts.replaced(key, order),
          () => undefined,
        );
        return writing;
      });
      return written(key, order, await outcome);
    },
    async settled(selector) {
      if (underWay.size === 0) return true;
      const names = matcherOf(selector);
      const named = [...underWay].filter(({ key, tags }) => names(key, tags));
      if (named.length === 0) return true;
      return within(Promise.all(named.map(({ ended }) => ended)), knobs.settle_timeout_ms);
    },
    hide: debts.hide,
    async remove(selector) {
      try {
        const removing = Promise.resolve(level.invalidate(selector));
        const done = await within(removing, knobs.settle_timeout_ms);
        if (!done) throw new Error(`not removed within ${knobs.settle_timeout_ms} ms`);
        const count = await removing;
        counts.invalidated += count;
        debts.settle(selector);
        return { kind: 'removed', count };
      } catch (error) {
        if (error instanceof TypeError) throw error;
        debts.owe(selector);
        return { kind: 'unreached', reason: reasonOf(error) };
      }
    },
    async usage() {
      const usage = await reads.ask(() => level.usage());
      return typeof usage === 'object' ? usage : undefined;
    },
    async health() {
      // Whoever looks at a level that rests has it tried, so that it heals also where nobody asks for anything.
      if (reads.state.kind !== 'working') await reads.ask(() => level.get(PROBE));
      return healthOf(level, reads, writes, debts, knobs.settle_timeout_ms);
    },
    async close() {
      await within(Promise.all([...underWay].map(({ ended }) => ended)), knobs.settle_timeout_ms);
      await level.close();
    },
  };
}

interface Debts {
  readonly size: number;
  hides(key: CacheKey, tags: readonly string[]): boolean;
  hide(selector: Selector): () => void;
  owe(selector: Selector): void;
  settle(selector: Selector): void;
  nextOrder(): number;
  notReplaced(key: CacheKey, order: number): void;
  replaced(key: CacheKey, order: number): void;
}

function createDebts(): Debts {
  const owed = new Map<string, ReturnType<typeof matcherOf>>();
  const hidden = new Set<ReturnType<typeof matcherOf>>();
  const unreplaced = new Map<string, number>();
  let order = 0;
  const ALL: Selector = { by: 'all', tenant: undefined };

  return {
    get size() {
      return owed.size;
    },
    hides(key, tags) {
      if (unreplaced.size > 0 && unreplaced.has(flatKey(key))) return true;
      for (const names of owed.values()) if (names(key, tags)) return true;
      for (const names of hidden) if (names(key, tags)) return true;
      return false;
    },
    hide(selector) {
      const names = matcherOf(selector);
      hidden.add(names);
      return () => hidden.delete(names);
    },
    owe(selector) {
      if (owed.size >= MOST_OWED) {
        owed.clear();
        owed.set(JSON.stringify(ALL), matcherOf(ALL));
      }
      owed.set(JSON.stringify(selector), matcherOf(selector));
    },
    settle(selector) {
      if (selector.by === 'all' && selector.tenant === undefined) {
        owed.clear();
        unreplaced.clear();
      } else owed.delete(JSON.stringify(selector));
      if (selector.by === 'key') unreplaced.delete(flatKey(selector.key));
    },
    nextOrder: () => ++order,
    notReplaced(key, at) {
      const flat = flatKey(key);
      unreplaced.delete(flat);
      unreplaced.set(flat, at);
      const [oldest] = unreplaced.keys();
      if (unreplaced.size > MOST_UNREPLACED && oldest !== undefined) unreplaced.delete(oldest);
    },
    replaced(key, at) {
      if (unreplaced.size === 0) return;
      const flat = flatKey(key);
      const failedAt = unreplaced.get(flat);
      if (failedAt !== undefined && failedAt <= at) unreplaced.delete(flat);
    },
  };
}

/** Whether the work ended in time. Its failure is the caller's to see. */
async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const ended = work.then(
    () => true as const,
    () => true as const,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function healthOf(
  level: CacheLevel,
  reads: Guard,
  writes: Guard,
  debts: Debts,
  timeoutMs: number,
): Promise<ComponentHealth> {
  for (const [what, { state }] of [
    ['reading', reads],
    ['writing', writes],
  ] as const) {
    if (state.kind !== 'working') {
      return { status: 'DEGRADED', detail: `left out for ${what}: ${state.why}` };
    }
  }
  if (debts.size > 0) return { status: 'DEGRADED', detail: `${debts.size} invalidations are not yet done` };
  try {
    const asked = Promise.resolve(level.health());
    if (!(await within(asked, timeoutMs))) {
      return { status: 'DEGRADED', detail: `no answer within ${timeoutMs} ms` };
    }
    return await asked;
  } catch (error) {
    return { status: 'DEGRADED', detail: reasonOf(error) };
  }
}
