import type { Socket } from 'node:net';
import { AccordError } from '@accord/kernel';
import { serverErrors } from './errors.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout' };

/** Answers what never became an HTTP request, straight to the socket. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, id: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const kind =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? serverErrors.REQUEST_TOO_SLOW
      : serverErrors.REQUEST_MALFORMED;
  const body = JSON.stringify(problemOf(new AccordError(kind), id));
  socket.end(
    `HTTP/1.1 ${kind.status} ${REASONS[kind.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
