import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that says whatever it likes, byte by byte, as no HTTP library would. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything that was received until the server ended or cut the connection. */
  readonly closed: Promise<string>;
  /** What was received so far. */
  received(): string;
  send(data: string | Uint8Array): void;
}

export async function rawClient(address: string, allowHalfOpen = false): Promise<RawClient> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen });
  const chunks: Buffer[] = [];
  const received = (): string => Buffer.concat(chunks).toString();
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A connection that is cut while something is on its way ends in an error, as it may.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.once('end', () => resolve(received()));
    socket.once('close', () => resolve(received()));
  });
  await once(socket, 'connect');
  return { socket, closed, received, send: (data) => void socket.write(data) };
}
