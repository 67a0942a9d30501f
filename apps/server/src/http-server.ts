import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { connectionTimes } from './connections.ts';
import { pathOf } from './methods.ts';

/** Answers a request by itself, to its end. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** Routes that take POST and are answered before the framework sees the request. */
export type StraightRoutes = ReadonlyMap<string, Route>;

/**
 * The server that the framework runs on. What is asked for thousands of times a second is answered without it: its share
 * of such a request is larger than that of what the request is for. docs/decisions/0046-straight-routes.md says more.
 */
export function createHttpServer(
  times: ReturnType<typeof connectionTimes>,
  routes: StraightRoutes,
  framework: RequestListener,
): Server {
  const server = createServer(times.http, (request, response) => {
    // While it closes, a client that asks on and on would else keep its connection until it is cut off.
    if (!server.listening) response.shouldKeepAlive = false;
    const route = request.method === 'POST' ? routeFor(request.url ?? '', routes) : undefined;
    if (route === undefined) framework(request, response);
    else route(request, response);
  });
  server.requestTimeout = times.requestTimeout;
  server.keepAliveTimeout = times.keepAliveTimeout;
  return server;
}

/** Hardly anybody sends a query. */
const routeFor = (url: string, routes: StraightRoutes): Route | undefined =>
  routes.get(url) ?? routes.get(pathOf(url));
