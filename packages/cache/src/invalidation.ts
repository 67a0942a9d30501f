import type { AnswerLevel } from './answer-level.ts';
import type { LevelName } from './answer.ts';
import type { BoardingGate } from './boarding.ts';
import type { InvalidationBus } from './bus.ts';
import type { FlightTable } from './flight-table.ts';
import type { GuardedLevel, Removal } from './guarded-level.ts';
import type { InvalidationLog } from './invalidation-log.ts';
import type { guardKnobs } from './knobs.ts';
import type { KnobValues } from '@accord/knobs';
import type { Selector } from './level.ts';
import { reasonOf } from './level-guard.ts';
import type { Tally } from './tally.ts';

/** What an invalidation did. */
export interface Invalidation {
  /** Entries removed, by level; of the levels of this process and of those it shares. */
  readonly removed: Readonly<Partial<Record<LevelName, number>>>;
  /**
   * Where it could not be done yet. This process serves nothing that it names, and goes on trying; other processes
   * may serve it until that succeeds.
   */
  readonly unreached: readonly Unreached[];
}

export interface Unreached {
  readonly where: LevelName | 'processes';
  readonly reason: string;
}

export interface Invalidator {
  invalidate(selector: Selector): Promise<Invalidation>;
  /** How many invalidations wait to be done where they could not be. */
  readonly pending: number;
  close(): void;
}

export interface InvalidatorOptions {
  readonly memory: AnswerLevel;
  readonly levels: readonly GuardedLevel[];
  readonly bus: InvalidationBus | undefined;
  readonly log: InvalidationLog;
  readonly flights: readonly Pick<FlightTable<unknown>, 'overtake'>[];
  readonly boarding: Pick<BoardingGate, 'overtake'>;
  readonly tally: Tally;
  readonly knobs: Pick<KnobValues<typeof guardKnobs>, 'rest_ms' | 'rest_max_ms'>;
}

const MOST_PENDING = 256;
const EVERYTHING: Selector = { by: 'all', tenant: undefined };

/**
 * Removes entries everywhere. docs/decisions/0014-cache.md goes through the races; in short: what is under way is
 * overtaken first, so that it neither keeps an old value nor is joined; writes under way end before anything counts as
 * removed; levels that others share are emptied before and after the others were told; and the others are told twice,
 * since one of them may have read, after it was told, what another was still writing when it was told.
 */
export function createInvalidator(options: InvalidatorOptions): Invalidator {
  const { memory, levels, bus, log, flights, boarding, tally, knobs } = options;
  const shared = levels.filter((level) => level.shared);
  const own = levels.filter((level) => !level.shared);
  const retries = createRetries(knobs, (selector) => attempt(selector));

  const seal = async (selector: Selector, counted: Counted): Promise<void> => {
    try {
      await boarding.overtake(selector);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      counted.unreached('processes', reasonOf(error));
    }
  };
  /** From here on this process neither keeps nor hands to later callers what began before. */
  const overtake = async (selector: Selector, counted: Counted): Promise<void> => {
    log.add(selector);
    const dropped = memory.invalidate(selector);
    counted.removed('memory', dropped);
    tally.levels.memory.invalidated += dropped;
    for (const table of flights) table.overtake(selector);
    const [ended] = await Promise.all([
      Promise.all(levels.map(async (level) => level.settled(selector))),
      seal(selector, counted),
    ]);
    for (const [at, level] of levels.entries()) {
      if (ended[at] !== true) counted.unreached(level.name, 'an older write is still under way');
    }
  };
  const removeFrom = async (some: readonly GuardedLevel[], selector: Selector, counted: Counted) => {
    const removals = await Promise.all(some.map((level) => level.remove(selector)));
    for (const [at, level] of some.entries()) counted.removal(level.name, removals[at]);
  };
  const announce = async (selector: Selector, counted: Counted): Promise<void> => {
    try {
      await bus?.announce(selector);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      counted.unreached('processes', reasonOf(error));
    }
  };
  /** What is not yet removed from the levels is not to be promoted out of them meanwhile. */
  const hidden = async (
    some: readonly GuardedLevel[],
    selector: Selector,
    work: (counted: Counted) => Promise<void>,
  ): Promise<Invalidation> => {
    const shown = some.map((level) => level.hide(selector));
    const counted = count();
    try {
      await overtake(selector, counted);
      await work(counted);
    } finally {
      for (const show of shown) show();
    }
    return counted.done();
  };
  const attempt = async (selector: Selector): Promise<Invalidation> => {
    return hidden(levels, selector, async (counted) => {
      await removeFrom(levels, selector, counted);
      if (bus === undefined) return;
      await announce(selector, counted);
      await removeFrom(shared, selector, counted);
      await announce(selector, counted);
    });
  };

  bus?.onAnnounced(async (selector) => {
    const { unreached } = await hidden(own, selector, async (counted) => {
      await removeFrom(own, selector, counted);
    });
    if (unreached.length > 0) retries.add(selector);
  });

  return {
    async invalidate(selector) {
      tally.cache.invalidations += 1;
      const done = await attempt(selector);
      if (done.unreached.length > 0) retries.add(selector);
      return done;
    },
    get pending() {
      return retries.size;
    },
    close: () => retries.close(),
  };
}

interface Counted {
  removed(level: LevelName, count: number): void;
  removal(level: LevelName, removal: Removal | undefined): void;
  unreached(where: Unreached['where'], reason: string): void;
  done(): Invalidation;
}

function count(): Counted {
  const removed: Partial<Record<LevelName, number>> = {};
  const unreached = new Map<Unreached['where'], string>();
  const counted: Counted = {
    removed(level, some) {
      removed[level] = (removed[level] ?? 0) + some;
    },
    removal(level, removal) {
      if (removal?.kind === 'removed') counted.removed(level, removal.count);
      if (removal?.kind === 'unreached') unreached.set(level, removal.reason);
    },
    unreached(where, reason) {
      unreached.set(where, reason);
    },
    done: () => ({ removed, unreached: [...unreached].map(([where, reason]) => ({ where, reason })) }),
  };
  return counted;
}

interface Retries {
  readonly size: number;
  add(selector: Selector): void;
  close(): void;
}

/** Tries again what could not be done, less and less often while it fails. */
function createRetries(
  knobs: InvalidatorOptions['knobs'],
  attempt: (selector: Selector) => Promise<Invalidation>,
): Retries {
  const pending = new Map<string, Selector>();
  let waitMs = knobs.rest_ms;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const schedule = (): void => {
    if (closed || pending.size === 0) return;
    timer ??= setTimeout(() => void retry(), waitMs).unref();
  };
  const retry = async (): Promise<void> => {
    timer = undefined;
    for (const [text, selector] of pending) {
      if (closed) return;
      const { unreached } = await attempt(selector);
      if (unreached.length > 0) {
        waitMs = Math.min(waitMs * 2, knobs.rest_max_ms);
        return schedule();
      }
      // Unless the same was asked for again meanwhile.
      if (pending.get(text) === selector) pending.delete(text);
    }
    waitMs = knobs.rest_ms;
    schedule();
  };

  return {
    get size() {
      return pending.size;
    },
    add(selector) {
      if (pending.size >= MOST_PENDING) {
        pending.clear();
        pending.set(JSON.stringify(EVERYTHING), EVERYTHING);
      }
      pending.set(JSON.stringify(selector), selector);
      schedule();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
