import { randomUUID } from 'node:crypto';
import type { CacheEntry } from '../../entry.ts';
import type { Boarding, FlightLease, SharedFlights } from '../../flights.ts';
import type { FrameCodec } from '../../frame.ts';
import type { CacheKey } from '../../key.ts';
import { unavailable } from '../../unavailable.ts';
import type { RedisConnection } from './connection.ts';
import { followedFlight } from './followed-flight.ts';
import { flightPlaces, LANDED, NOT_SHARED, PIECE, pieceEntry } from './flight-places.ts';
import { redisKeys } from './keys.ts';
import { type Notices, noticesOf } from './notices.ts';
import { script } from './script.ts';

export interface RedisFlightsOptions {
  readonly connection: RedisConnection;
  /** Of what is landed and of each piece of a stream: when entries are sealed, so are these. */
  readonly codec: FrameCodec;
}

/** KEYS: lease, alive. The lease says who boards whom, and ends before the flight when it is sealed. */
const board = script(`
  local holder = redis.call('GET', KEYS[1])
  if holder then return holder end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[2])
  return ARGV[1]
`);

/** KEYS: lease, alive, stream. A flight that was once lost stays so. */
const renew = script(`
  if redis.call('PEXPIRE', KEYS[2], ARGV[2]) == 0 then return 0 end
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  redis.call('PEXPIRE', KEYS[3], ARGV[3])
  return 1
`);

const emit = script(`
  if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
  for at = 2, #ARGV do redis.call('XADD', KEYS[3], '*', '${PIECE}', ARGV[at]) end
  redis.call('PEXPIRE', KEYS[3], ARGV[1])
  redis.call('PUBLISH', KEYS[3], '')
  return 1
`);

const end = script(`
  if redis.call('DEL', KEYS[2]) == 0 then return 0 end
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
  redis.call('XADD', KEYS[3], '*', ARGV[3], ARGV[4])
  redis.call('PEXPIRE', KEYS[3], ARGV[2])
  redis.call('PUBLISH', KEYS[3], '')
  return 1
`);

const seal = script(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0
`);

/**
 * Single flight through leases in Redis. What a flight brings is a stream of its own, which a follower reads from the
 * beginning; a message on the stream's channel wakes who waits for more.
 */
export function redisFlights({ connection, codec }: RedisFlightsOptions): SharedFlights {
  const keys = redisKeys(connection.knobs.prefix);
  const notices: Notices = noticesOf(connection);
  const held = new Set<HeldFlight>();
  let closed = false;

  return {
    async board(key): Promise<Boarding> {
      if (closed) throw unavailable('The flights were closed');
      const token = randomUUID();
      const places = flightPlaces(keys, key, token);
      const holder = await connection.run(async (client) =>
        board(client, [places.lease, places.alive], [token, connection.knobs.flight_lease_ms]),
      );
      if (holder !== token) {
        const followed = flightPlaces(keys, key, String(holder));
        return {
          kind: 'follower',
          flight: followedFlight({ connection, codec, key, places: followed, notices }),
        };
      }
      const flight = holdFlight({ connection, codec, key, token, places });
      held.add(flight);
      void flight.ended.then(() => held.delete(flight));
      return { kind: 'holder', lease: flight.lease };
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled([...held].map(async ({ lease }) => lease.abandon()));
      notices.close();
    },
  };
}

interface HeldFlight {
  readonly lease: FlightLease;
  readonly ended: Promise<void>;
}

interface Held {
  readonly connection: RedisConnection;
  readonly codec: FrameCodec;
  readonly key: CacheKey;
  readonly token: string;
  readonly places: ReturnType<typeof flightPlaces>;
}

function holdFlight({ connection, codec, key, token, places }: Held): HeldFlight {
  const { flight_lease_ms, flight_keep_ms, flight_limit_bytes } = connection.knobs;
  const at = [places.lease, places.alive, places.stream];
  const keptMs = flight_lease_ms + flight_keep_ms;
  let state: 'flying' | 'over' = 'flying';
  let pieces: string[] = [];
  let bytes = 0;
  /** What is sent, in order; it never rejects. */
  let sending: Promise<void> = Promise.resolve();
  let isEnded = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    isEnded = resolve;
  });

  const over = (): void => {
    state = 'over';
    clearInterval(timer);
    isEnded();
  };
  const renewLease = async (): Promise<void> => {
    const renewed = await connection
      .run(async (client) => renew(client, at, [token, flight_lease_ms, keptMs]))
      // Not known; the lease is there as long as it is there.
      .catch(() => 1);
    if (renewed === 0) over();
  };
  const timer = setInterval(() => void renewLease(), flight_lease_ms / 3).unref();

  const sendPieces = async (): Promise<void> => {
    const some = pieces.map((piece) => codec.encode(key, pieceEntry(piece)));
    pieces = [];
    if (state === 'over' || some.length === 0) return;
    // A piece that may not have arrived makes what follows it worthless: the lease runs out, and others compute.
    const sent = await connection.run(async (client) => emit(client, at, [keptMs, ...some])).catch(() => 0);
    if (sent === 0) over();
  };
  const endWith = async (kind: string, value: string | Buffer): Promise<void> => {
    await sending;
    await sendPieces();
    if (state === 'over') return;
    over();
    await connection.run(async (client) => end(client, at, [token, flight_keep_ms, kind, value]));
  };
  const abandon = async (): Promise<void> => endWith(NOT_SHARED, '1');

  return {
    ended,
    lease: {
      emit(piece) {
        if (state === 'over') return;
        bytes += Buffer.byteLength(piece);
        if (bytes > flight_limit_bytes) {
          sending = abandon().catch(() => undefined);
          return;
        }
        pieces.push(piece);
        if (pieces.length === 1) sending = sending.then(sendPieces);
      },
      seal: async () => void (await connection.run(async (client) => seal(client, [places.lease], [token]))),
      async land(entry: CacheEntry) {
        const frame = codec.encode(key, entry);
        if (frame.length > flight_limit_bytes) await abandon();
        else await endWith(LANDED, frame);
      },
      abandon,
    },
  };
}
