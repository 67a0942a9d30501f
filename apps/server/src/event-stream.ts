import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AccordError } from '@accord/kernel';
import type { ResourceEvent } from '@accord/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { problemOf } from './problem.ts';

/** A stream on which nothing happens is still seen to be alive, also by what is in between. */
const ALIVE_EVERY_MS = 15_000;

/** Writes what comes to a reply. Resolves when there is no more, or nobody reads it. */
export type SendEvents = (
  reply: FastifyReply,
  events: AsyncIterable<ResourceEvent>,
  asError: (fault: unknown) => AccordError,
) => Promise<void>;

/** Streams of a server; they end when it begins to close, which would else wait for what they tell of. */
export function eventStreams(app: FastifyInstance): SendEvents {
  const open = new Set<ServerResponse>();
  app.addHook('preClose', (done) => {
    for (const response of open) response.end();
    done();
  });
  return async (reply, events, asError) => {
    const response = reply.raw;
    open.add(response);
    begin(reply);
    const alive = setInterval(() => void response.write(': \n\n'), ALIVE_EVERY_MS);
    try {
      for await (const { event, data } of events) {
        if (response.writableEnded || response.destroyed) return;
        await written(response, textOf(event, data.text));
      }
    } catch (fault) {
      // Who sent the headers cannot fail any more: a fault is the last event.
      const error = asError(fault);
      if (!response.writableEnded)
        response.write(textOf('error', JSON.stringify(problemOf(error, reply.request.id))));
    } finally {
      clearInterval(alive);
      open.delete(response);
      response.end();
    }
  };
}

function begin(reply: FastifyReply): void {
  const { raw: response } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Else a proxy in between gathers what is meant to come bit by bit.
    'x-accel-buffering': 'no',
  });
}

/** No faster than it is read. */
async function written(response: ServerResponse, text: string): Promise<void> {
  if (response.write(text)) return;
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  over.abort();
}

/** JSON has no line breaks of its own, so that one line of data holds it. */
const textOf = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`;
