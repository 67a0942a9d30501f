import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

interface WarmingConnector {
  readonly connect: buildConnector.connector;
  /** Lets go of what was opened ahead and not used. */
  close(): void;
}

/**
 * Opens some connections to a server at once, so that the first requests do not wait for them, and hands them out one
 * by one. One that the server has closed meanwhile is not handed out; one that could not be opened is tried again when
 * it is needed, and fails then.
 */
export function warmingConnector(base: URL, count: number): WarmingConnector {
  const open = buildConnector({});
  const warm = new Set<Socket>();
  let closed = false;
  const { hostname, host, protocol, port } = base;

  const keep = (socket: Socket): void => {
    if (closed) return void socket.destroy();
    warm.add(socket);
    // Nobody waits for it, so it keeps no process alive, and its faults are met by who uses it.
    socket
      .unref()
      .on('error', ignore)
      .once('close', () => warm.delete(socket));
  };
  for (let opened = 0; opened < count; opened++) {
    open({ hostname, host, protocol, port }, (error, socket) => {
      if (error === null) keep(socket);
    });
  }

  return {
    connect(asked, callback) {
      for (const socket of warm) {
        warm.delete(socket);
        if (socket.destroyed || !socket.writable || socket.readableEnded) continue;
        socket.ref();
        // Who asks for a connection does not expect it before the asking is over.
        process.nextTick(callback, null, socket);
        return;
      }
      open(asked, callback);
    },
    close() {
      closed = true;
      for (const socket of warm) socket.destroy();
    },
  };
}

function ignore(): void {}
