import type { Clock } from '@accord/kernel';
import type { CacheAnswer } from './answer.ts';
import type { Background } from './background.ts';
import type { CacheEntry } from './entry.ts';
import type { Flight } from './flight-table.ts';
import type { Boarding, FlightLease, FollowedFlight, SharedFlights } from './flights.ts';
import type { CacheKey } from './key.ts';
import type { Ladder } from './ladder.ts';
import type { Selector } from './level.ts';
import { MEMORY_MISSED } from './looking.ts';
import type { Guard } from './level-guard.ts';
import { mayNameOf } from './selector.ts';
import { answerOf, type Storing } from './storing.ts';
import { countSaved, type Tally } from './tally.ts';

/** What is to be done for a key that was missed, where processes agree that one of them computes. */
export type Boarded<Result> =
  | { readonly kind: 'compute'; readonly held: HeldFlight | undefined }
  | { readonly kind: 'followed'; readonly result: Result }
  /** Another process has landed between the miss and the boarding. */
  | { readonly kind: 'found'; readonly answer: CacheAnswer };

/** The flight that this process holds for all. Its ends are brought about in the background. */
export interface HeldFlight {
  emit(piece: string): void;
  /** When what is awaited has ended: who boards after the landing must find the entry in the shared level. */
  landAfter(written: Promise<unknown>, entry: CacheEntry): void;
  abandon(): void;
}

export interface BoardingGate {
  /**
   * @param anew the answer must be newer than the request, so nothing that exists or is under way elsewhere will do
   * @param follow takes the answer of another process, or says why there is none
   */
  board<Result>(
    flight: Flight<unknown>,
    key: CacheKey,
    anew: boolean,
    follow: (followed: FollowedFlight) => Promise<Result | 'not_shared' | 'lost'>,
  ): Promise<Boarded<Result>>;
  /** Seals what this process holds and the selector may name; resolves when nobody new follows it. */
  overtake(selector: Selector): Promise<void>;
}

export interface BoardingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly storing: Storing;
  /** The levels that other processes see. */
  readonly shared: Ladder;
  readonly flights: SharedFlights | undefined;
  readonly guard: Guard;
  readonly background: Background;
}

/** A holder that dies while it is followed gives its place up; after so many, each computes for itself. */
const BOARDINGS = 3;

export function createBoardingGate(options: BoardingOptions): BoardingGate {
  const { clock, tally, storing, shared, flights, guard, background } = options;
  /** From the moment of boarding until followers know the end. */
  const boardings = new Set<{ readonly key: CacheKey; readonly boarding: Promise<Boarding> }>();

  const board = async (flights: SharedFlights, key: CacheKey): Promise<Boarding> => {
    const entry = { key, boarding: flights.board(key) };
    boardings.add(entry);
    const boarding = await entry.boarding.catch((error: unknown) => {
      boardings.delete(entry);
      throw error;
    });
    if (boarding.kind === 'follower') boardings.delete(entry);
    else done.set(boarding.lease, () => boardings.delete(entry));
    return boarding;
  };
  const done = new WeakMap<FlightLease, () => void>();
  const end = async (lease: FlightLease, ending: () => Promise<void>): Promise<void> => {
    try {
      await ending();
    } finally {
      done.get(lease)?.();
    }
  };
  const heldFlight = (lease: FlightLease): HeldFlight => ({
    emit: (piece) => lease.emit(piece),
    landAfter: (written, entry) =>
      background.run(
        end(lease, async () => {
          await written;
          await lease.land(entry);
        }),
      ),
    abandon: () => background.run(end(lease, async () => lease.abandon())),
  });

  const attempt = async (flights: SharedFlights, key: CacheKey): Promise<Boarding | undefined> => {
    let boarding: Promise<Boarding> | undefined;
    const outcome = await guard.ask(async () => {
      boarding = board(flights, key);
      return boarding;
    });
    if (typeof outcome !== 'string') return outcome;
    // Too late to be waited for; held, it would keep others from computing.
    const abandonIfHeld = (late: Boarding): void => {
      if (late.kind === 'holder') heldFlight(late.lease).abandon();
    };
    if (boarding !== undefined) background.run(boarding.then(abandonIfHeld, () => undefined));
    return undefined;
  };
  const landedMeanwhile = async (
    flight: Flight<unknown>,
    key: CacheKey,
    held: HeldFlight,
  ): Promise<CacheAnswer | undefined> => {
    const found = await shared.lookup(key, clock.now(), MEMORY_MISSED);
    if (found.kind === 'missed' || found.freshness === 'stale') return undefined;
    held.landAfter(Promise.resolve(), found.entry);
    tally.levels[found.level.name].hits += 1;
    countSaved(tally, found.entry);
    const answer = answerOf(found);
    if (!flight.overtaken(found.entry.tags)) storing.adopt(key, answer);
    return answer;
  };
  const holding = async <Result>(
    flight: Flight<unknown>,
    key: CacheKey,
    anew: boolean,
    held: HeldFlight,
  ): Promise<Boarded<Result>> => {
    const answer = anew ? undefined : await landedMeanwhile(flight, key, held);
    return answer === undefined ? { kind: 'compute', held } : { kind: 'found', answer };
  };

  return {
    async board(flight, key, anew, follow) {
      if (flights === undefined) return ALONE;
      for (let times = 0; times < BOARDINGS; times++) {
        const boarding = await attempt(flights, key);
        if (boarding === undefined) break;
        if (boarding.kind === 'holder') return holding(flight, key, anew, heldFlight(boarding.lease));
        if (anew) break;
        const result = await follow(boarding.flight);
        if (result === 'not_shared') break;
        if (result !== 'lost') return { kind: 'followed', result };
      }
      return ALONE;
    },
    async overtake(selector) {
      const mayName = mayNameOf(selector);
      const named = [...boardings].filter(({ key }) => mayName(key));
      await Promise.all(named.map(async ({ boarding }) => sealIfHeld(boarding)));
    },
  };
}

const ALONE = { kind: 'compute', held: undefined } as const;

async function sealIfHeld(boarding: Promise<Boarding>): Promise<void> {
  const boarded = await boarding.catch(() => undefined);
  if (boarded?.kind === 'holder') await boarded.lease.seal();
}
