import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { KnobValues } from '@accord/knobs';
import type { MetricRegistry } from '@accord/telemetry';
import type { serverKnobs } from './knobs.ts';

type ConnectionKnobs = Pick<
  KnobValues<typeof serverKnobs>,
  | 'header_limit_bytes'
  | 'headers_timeout_s'
  | 'request_timeout_s'
  | 'keep_alive_s'
  | 'max_connections'
  | 'write_timeout_s'
>;

/** How often overdue connections are looked for, as a share of the time they are given, and in milliseconds. */
const LOOKS_PER_TIMEOUT = 4;
const LEAST_INTERVAL_MS = 25;
const LONGEST_INTERVAL_MS = 5000;

const intervalFor = (timeoutMs: number): number =>
  Math.min(LONGEST_INTERVAL_MS, Math.max(LEAST_INTERVAL_MS, timeoutMs / LOOKS_PER_TIMEOUT));

/** How long a client may take for what, as the HTTP server is told when it is made. */
export function connectionTimes(knobs: ConnectionKnobs): {
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly http: {
    readonly maxHeaderSize: number;
    readonly headersTimeout: number;
    readonly connectionsCheckingInterval: number;
  };
} {
  const requestTimeout = Math.ceil(knobs.request_timeout_s * 1000);
  const headersTimeout = Math.min(requestTimeout, Math.ceil(knobs.headers_timeout_s * 1000));
  return {
    requestTimeout,
    keepAliveTimeout: Math.ceil(knobs.keep_alive_s * 1000),
    http: {
      maxHeaderSize: knobs.header_limit_bytes,
      headersTimeout,
      connectionsCheckingInterval: intervalFor(headersTimeout),
    },
  };
}

/** How far a connection had got with its answers when it was last looked at, and since when it has not moved. */
interface Progress {
  written: number;
  stuckSince: number | undefined;
}

/**
 * Holds connections to their number, and cuts those that do not take their answers: the bytes of an answer wait in
 * memory until they are taken.
 */
export function limitConnections(server: Server, knobs: ConnectionKnobs, metrics: MetricRegistry): void {
  const open = new Map<Socket, Progress>();
  const closed = metrics.counter({
    name: 'accord_http_connections_closed_total',
    help: 'Connections that were turned away or cut off, by why',
    labels: ['reason'],
  });
  metrics.gauge({ name: 'accord_http_connections', help: 'Open connections' }, () => open.size);

  server.maxConnections = knobs.max_connections;
  server.on('drop', () => {
    closed.add(['too_many']);
    // The next one finds room where a connection is only kept for a request that may come.
    server.closeIdleConnections();
  });
  server.on('connection', (socket: Socket) => {
    open.set(socket, { written: 0, stuckSince: undefined });
    socket.once('close', () => open.delete(socket));
  });

  const timeoutMs = knobs.write_timeout_s * 1000;
  const look = (): void => {
    const now = performance.now();
    for (const [socket, progress] of open) {
      if (!isStuck(socket, progress, now, timeoutMs)) continue;
      closed.add(['not_read']);
      socket.destroy();
    }
  };
  const looking = setInterval(look, intervalFor(timeoutMs)).unref();
  server.once('close', () => clearInterval(looking));
}

/** Each piece that was handed over is to be taken as a whole within the time; a byte now and then is not progress. */
function isStuck(socket: Socket, progress: Progress, now: number, timeoutMs: number): boolean {
  const waiting = socket.writableLength;
  const written = socket.bytesWritten - waiting;
  if (waiting === 0 || written !== progress.written) {
    progress.written = written;
    progress.stuckSince = waiting === 0 ? undefined : now;
    return false;
  }
  progress.stuckSince ??= now;
  return now - progress.stuckSince >= timeoutMs;
}
