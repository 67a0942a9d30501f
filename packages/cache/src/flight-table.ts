import type { CacheKey } from './key.ts';
import type { Selector } from './level.ts';
import type { InvalidationLog } from './invalidation-log.ts';
import { flatKey, matcherOf, mayNameOf } from './selector.ts';

/** Work that all who ask for the same key at the same time wait for together. */
export interface Flight<Result> {
  readonly key: CacheKey;
  readonly tags: readonly string[];
  /** Of the invalidations when it began. */
  readonly epoch: number;
  /** Aborted when everyone has left. */
  readonly signal: AbortSignal;
  readonly result: Promise<Result>;
  /** Waits with the others. When the signal is aborted only this caller leaves, with its reason. */
  join(signal: (() => AbortSignal) | undefined): Promise<Result>;
  /**
   * Whether an invalidation or a replacement came since it began: what it brings may go to who already waits, and must
   * not be kept.
   */
  overtaken(tags: readonly string[]): boolean;
}

export interface FlightTable<Result> {
  /** The flight that may be joined. */
  find(key: CacheKey): Flight<Result> | undefined;
  /** Begins one. It takes the place of the one before, which is overtaken by it. */
  begin(
    key: CacheKey,
    tags: readonly string[],
    work: (flight: Flight<Result>) => Promise<Result>,
  ): Flight<Result>;
  /** From now on nobody joins what the selector may name. */
  overtake(selector: Selector): void;
  /** The same for one key. */
  overtakeKey(key: CacheKey): void;
  /** Aborts all. */
  close(): void;
}

export function createFlightTable<Result>(log: InvalidationLog): FlightTable<Result> {
  const joinable = new Map<string, OpenFlight<Result>>();
  /** Not joined any more, since a tag that only the answer tells may have been invalidated; if not, it may be kept. */
  const doubtful = new Map<string, Set<OpenFlight<Result>>>();

  const flying = new Set<OpenFlight<Result>>();

  const detach = (flight: OpenFlight<Result>): void => {
    flight.detached = true;
    joinable.delete(flatKey(flight.key));
  };
  const doubt = (flight: OpenFlight<Result>): void => {
    const flat = flatKey(flight.key);
    joinable.delete(flat);
    doubtful.set(flat, (doubtful.get(flat) ?? new Set()).add(flight));
  };
  /** What was begun before for the key must not be kept over what comes now. */
  const supersede = (flat: string): void => {
    const before = joinable.get(flat);
    if (before !== undefined) detach(before);
    for (const flight of doubtful.get(flat) ?? []) flight.detached = true;
  };
  const release = (flight: OpenFlight<Result>): void => {
    const flat = flatKey(flight.key);
    if (joinable.get(flat) === flight) joinable.delete(flat);
    const others = doubtful.get(flat);
    others?.delete(flight);
    if (others?.size === 0) doubtful.delete(flat);
    flying.delete(flight);
  };

  return {
    find: (key) => (joinable.size === 0 ? undefined : joinable.get(flatKey(key))),
    begin(key, tags, work) {
      const flat = flatKey(key);
      supersede(flat);
      const flight = openFlight<Result>(key, tags, log, release);
      joinable.set(flat, flight);
      flying.add(flight);
      flight.depart(work);
      return flight;
    },
    overtake(selector) {
      const names = matcherOf(selector);
      const mayName = mayNameOf(selector);
      for (const flight of [
        ...joinable.values(),
        ...[...doubtful.values()].flatMap((flights) => [...flights]),
      ]) {
        if (names(flight.key, flight.tags)) detach(flight);
        else if (mayName(flight.key)) doubt(flight);
      }
    },
    overtakeKey(key) {
      if (joinable.size + doubtful.size > 0) supersede(flatKey(key));
    },
    close() {
      for (const flight of flying) flight.abort(new DOMException('The cache was closed', 'AbortError'));
    },
  };
}

interface OpenFlight<Result> extends Flight<Result> {
  detached: boolean;
  depart(work: (flight: Flight<Result>) => Promise<Result>): void;
  abort(reason: unknown): void;
}

function openFlight<Result>(
  key: CacheKey,
  tags: readonly string[],
  log: InvalidationLog,
  release: (flight: OpenFlight<Result>) => void,
): OpenFlight<Result> {
  const controller = new AbortController();
  const { epoch } = log;
  let waiting = 0;
  let departed: Promise<Result> | undefined;

  const leave = (reason: unknown): void => {
    waiting -= 1;
    if (waiting === 0) flight.abort(reason);
  };
  const flight: OpenFlight<Result> = {
    key,
    tags,
    epoch,
    detached: false,
    signal: controller.signal,
    get result() {
      if (departed === undefined) throw new TypeError('a flight has no result before it departs');
      return departed;
    },
    depart(work) {
      departed = (async () => work(flight))().finally(() => release(flight));
      // Whoever waits hears of a failure; when nobody waits any more, nobody needs to.
      departed.catch(() => undefined);
    },
    overtaken: (known) => flight.detached || (log.epoch !== epoch && log.reachedSince(epoch, key, known)),
    abort(reason) {
      // Work that does not heed the signal may still bring an answer, and another may have begun meanwhile.
      flight.detached = true;
      release(flight);
      controller.abort(reason);
    },
    join(signalOf) {
      waiting += 1;
      return signalOf === undefined ? flight.result : leaving(flight.result, signalOf(), leave);
    },
  };
  return flight;
}

/** The result, unless the signal is aborted first; then its reason, and the flight is left. */
async function leaving<Result>(
  result: Promise<Result>,
  signal: AbortSignal,
  leave: (reason: unknown) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever the caller aborted with
      reject(signal.reason);
      leave(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    const ended = (): void => signal.removeEventListener('abort', abort);
    result.then(resolve, reject).finally(ended);
  });
}
