import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';

export interface Question {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // oxlint-disable-next-line typescript/no-explicit-any, typescript/no-unnecessary-type-parameters -- a test says what it expects of it
  json<Shape = any>(): Shape;
}

const listening = new WeakMap<FastifyInstance, Promise<string>>();

/** The first of those who ask at once lets it listen. */
function listens(app: FastifyInstance): Promise<string> {
  let address = listening.get(app);
  if (address === undefined) {
    address = app.listen({ host: '127.0.0.1', port: 0 });
    listening.set(app, address);
  }
  return address;
}

/** Asks a server as the network would; it listens from the first question on. Each question has a connection of its own. */
export async function askOverHttp(app: FastifyInstance, question: Question): Promise<Answer> {
  await listens(app);
  const { port } = app.server.address() as AddressInfo;
  const { method = 'GET', url, headers, payload } = question;
  const sent = request({ host: '127.0.0.1', port, path: url, method, headers: { ...headers }, agent: false });
  sent.end(payload);
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(reply);
  return { statusCode: reply.statusCode ?? 0, headers: reply.headers, body, json: () => JSON.parse(body) };
}
