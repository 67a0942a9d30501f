import type { FollowedFlight, Landing } from '../../flights.ts';
import type { FrameCodec } from '../../frame.ts';
import type { CacheKey } from '../../key.ts';
import { isUnavailable } from '../../unavailable.ts';
import type { RedisConnection } from './connection.ts';
import { type FlightPlaces, LANDED, PIECE } from './flight-places.ts';
import type { Notices } from './notices.ts';

interface Followed {
  readonly connection: RedisConnection;
  readonly codec: FrameCodec;
  readonly key: CacheKey;
  readonly places: FlightPlaces;
  readonly notices: Notices;
}

type FlightEvent = { readonly kind: 'piece'; readonly piece: string } | Landing;

const READ_AT_ONCE = 200;
/** The server lets a lease end a moment after its time. */
const MARGIN_MS = 5;

export function followedFlight(followed: Followed): FollowedFlight {
  return { events: (signal) => eventsOf(followed, signal) };
}

async function* eventsOf(followed: Followed, signal: AbortSignal): AsyncGenerator<FlightEvent> {
  const waiting = waitingFor(followed, signal);
  let after = '-';
  try {
    while (!signal.aborted) {
      waiting.begin();
      const { leftMs, items } = await read(followed, after);
      for (const [id, [kind, value]] of items) {
        after = `(${id.toString()}`;
        const event = eventOf(followed, kind?.toString(), value);
        yield event;
        if (event.kind !== 'piece') return;
      }
      if (items.length > 0) continue;
      if (leftMs < 0) {
        yield { kind: 'lost' };
        return;
      }
      await waiting.end(leftMs + MARGIN_MS);
    }
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    yield { kind: 'lost' };
  } finally {
    waiting.stop();
  }
}

/** Whether it lives is asked first: what it brought before it ended is in the answer to the second. */
async function read({ connection, places }: Followed, after: string) {
  const [leftMs, items] = await connection.run(async (client) =>
    Promise.all([
      client.pttl(places.alive),
      client.xrangeBuffer(places.stream, after, '+', 'COUNT', READ_AT_ONCE),
    ]),
  );
  return { leftMs, items };
}

function eventOf({ codec, key }: Followed, kind: string | undefined, value: Buffer | undefined): FlightEvent {
  if (kind !== PIECE && kind !== LANDED) return { kind: 'not_shared' };
  const entry = value === undefined ? 'corrupt' : codec.decode(key, value);
  if (entry === 'corrupt') return { kind: 'lost' };
  return kind === PIECE ? { kind: 'piece', piece: entry.text } : { kind: 'landed', entry };
}

/** Waits for a notice, which may come while the stream is still being read. */
function waitingFor({ notices, places }: Followed, signal: AbortSignal) {
  let noticed = false;
  let wake = (): void => undefined;
  const notice = (): void => {
    noticed = true;
    wake();
  };
  const stop = notices.on(places.stream, notice);
  signal.addEventListener('abort', notice);
  return {
    begin() {
      noticed = false;
    },
    async end(longestMs: number) {
      if (noticed) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longestMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    stop() {
      stop();
      signal.removeEventListener('abort', notice);
    },
  };
}
