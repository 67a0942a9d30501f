import type { CacheEntry } from '../entry.ts';
import type { FlightLease, FollowedFlight, Landing, SharedFlights } from '../flights.ts';
import { flatKey } from '../selector.ts';

type Event = { readonly kind: 'piece'; readonly piece: string } | Landing;

interface Held {
  readonly events: Event[];
  wake: (() => void)[];
}

/** Flights that several caches of one test share. */
export interface FlightHub {
  flights(): SharedFlights;
  /** The holders of all flights die. */
  kill(): void;
  readonly held: number;
}

export function flightHub(): FlightHub {
  const byKey = new Map<string, Held>();

  const tell = (held: Held, event: Event): void => {
    held.events.push(event);
    for (const wake of held.wake.splice(0)) wake();
  };
  const lease = (flat: string, held: Held): FlightLease => {
    const release = (): void => {
      if (byKey.get(flat) === held) byKey.delete(flat);
    };
    const end = async (landing: Landing): Promise<void> => {
      release();
      tell(held, landing);
    };
    return {
      emit: (piece) => tell(held, { kind: 'piece', piece }),
      seal: async () => release(),
      land: async (entry: CacheEntry) => end({ kind: 'landed', entry }),
      abandon: async () => end({ kind: 'not_shared' }),
    };
  };
  const followed = (held: Held): FollowedFlight => ({
    async *events(signal) {
      for (let at = 0; ; ) {
        signal.throwIfAborted();
        const event = held.events[at];
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            held.wake.push(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        } else {
          at += 1;
          yield event;
          if (event.kind !== 'piece') return;
        }
      }
    },
  });

  return {
    flights: () => ({
      async board({ tenant, name }) {
        const flat = flatKey({ tenant, name });
        const held = byKey.get(flat);
        if (held !== undefined) return { kind: 'follower', flight: followed(held) };
        const own: Held = { events: [], wake: [] };
        byKey.set(flat, own);
        return { kind: 'holder', lease: lease(flat, own) };
      },
      close: async () => undefined,
    }),
    kill() {
      for (const [flat, held] of byKey) {
        byKey.delete(flat);
        tell(held, { kind: 'lost' });
      }
    },
    get held() {
      return byKey.size;
    },
  };
}
