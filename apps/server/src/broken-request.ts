import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AccordError, type ErrorKind } from '@accord/kernel';
import { serverErrors } from './errors.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

const KINDS: ReadonlyMap<string | undefined, ErrorKind> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', serverErrors.REQUEST_TOO_SLOW],
  ['HPE_HEADER_OVERFLOW', serverErrors.REQUEST_HEADERS_TOO_LARGE],
]);

/** Node keeps the response that a socket is busy with here. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: ServerResponse | null;
}

/** How long a client may take to read that it is let go, while what it still sends is thrown away. */
const FAREWELL_MS = 1000;

/** Answers what never became an HTTP request, straight to the socket. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: HttpSocket, id: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable || awaitsAnother(socket)) {
    socket.destroy();
    return;
  }
  const kind = KINDS.get(error.code) ?? serverErrors.REQUEST_MALFORMED;
  const body = JSON.stringify(problemOf(new AccordError(kind), id));
  socket.end(
    `HTTP/1.1 ${kind.status} ${REASONS[kind.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  letGo(socket);
}

/** Whether what is said now would be taken for the answer to a request that arrived whole. */
function awaitsAnother({ _httpMessage: response }: HttpSocket): boolean {
  return response ? response.headersSent || response.req.complete : false;
}

/** A socket that is closed with bytes unread may take back what was written to it; one that is never closed stays. */
function letGo(socket: Socket): void {
  socket.removeAllListeners('data').resume();
  const cut = setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(cut));
}
