import type { IncomingMessage } from 'node:http';
import type { ErrorKind } from '@accord/kernel';
import { AccordError, systemClock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type Accord, allErrors } from '@accord/host';
import { type DomainRoute, localCaller, runtimeErrors } from '@accord/runtime';
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { ADMIN, OPEN } from './access.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { CACHE_OPERATIONS, serveCache } from './cache-routes.ts';
import { createBodyRoom, limitBodies } from './bodies.ts';
import { callerOf } from './caller.ts';
import { tellChallenge } from './challenge.ts';
import { connectionTimes, limitConnections } from './connections.ts';
import { serveDashboard } from './dashboard.ts';
import { createDeparture } from './departure.ts';
import { accountOf, createDoor, type Door, tenantOf } from './door.ts';
import { serverErrors } from './errors.ts';
import { createHttpRecorder, recordResponses } from './http-recorder.ts';
import { createHttpServer, type Route } from './http-server.ts';
import type { serverKnobs } from './knobs.ts';
import { acceptJsonBodies } from './json-body.ts';
import { asJson, JSON_TYPE } from './json-reply.ts';
import { LEDGER_OPERATIONS, serveLedger } from './ledger-routes.ts';
import { isLoopback } from './loopback.ts';
import { MEMORY_OPERATIONS, serveMemory } from './memory-routes.ts';
import { MONITORING_OPERATIONS, serveMonitoring } from './monitoring-routes.ts';
import { notFound, refuseOtherMethods, serveGet } from './methods.ts';
import { openApiOf } from './open-api.ts';
import { operationOf, SERVER_OPERATIONS } from './operations.ts';
import { pageHeaders } from './page-headers.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { referencePage } from './reference-page.ts';
import { operationOfResource, serveResources } from './resource-routes.ts';
import { RUN_OPERATIONS, serveRuns } from './run-routes.ts';
import { occasionOf, toldFault } from './told-fault.ts';
import { V1_OPERATIONS } from './v1-operations.ts';
import { serveV1, straightV1 } from './v1-routes.ts';

export interface ServerOptions {
  readonly accord: Accord;
  readonly knobs: KnobValues<typeof serverKnobs>;
  /** The dashboard as it was built; a page says so when it was not. */
  readonly dashboardFolder: string;
}

/** Enough that waking the reader is shared by many, few enough that the first of them hardly waits. */
const DEPARTING_TOGETHER = 32;
const ALIVE = JSON.stringify({ status: 'alive' });
/** An id from outside that is safe to log and to send back. */
const OUTSIDE_ID = /^[\w.:-]{1,64}$/;

/** Puts HTTP before the house: parse, call, reply. It listens when told to. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { accord, knobs } = options;
  const idFor = ({ headers }: IncomingMessage): string =>
    outsideId(headers['x-request-id']) ?? accord.nextRequestId();
  const straight = new Map<string, Route>();
  const app: FastifyInstance = fastify({
    bodyLimit: knobs.body_limit_bytes,
    serverFactory: (framework) => createHttpServer(connectionTimes(knobs), straight, framework),
    genReqId: idFor,
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => sendProblem(accord, error, request, reply),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, accord.nextRequestId()),
  });
  limitConnections(app.server, knobs, accord.metrics);
  const room = createBodyRoom(knobs.bodies_limit_bytes, accord.metrics);
  limitBodies(app, room);
  app.removeContentTypeParser('text/plain');
  app.decorate('compressFrom', knobs.compress_from);
  acceptJsonBodies(app, knobs.json_depth_limit);
  const door = createDoor(app, {
    keys: accord.accounts.keys,
    limiter: accord.limiter,
    clock: systemClock,
    requireKey: knobs.require_key || !isLoopback(knobs.host),
  });
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    sendProblem(accord, request.is404 ? notFound(request) : error, request, reply),
  );
  app.setNotFoundHandler((request, reply) => sendProblem(accord, notFound(request), request, reply));
  const record = createHttpRecorder(accord);
  recordResponses(app, record);

  const departure = createDeparture(DEPARTING_TOGETHER);
  for (const route of accord.routes) serveDomainRoute(app, accord, route, departure);
  serveResources(app, accord);
  serveOperations(app, accord, door);
  serveCache(app, accord);
  serveRuns(app, accord);
  serveLedger(app, accord);
  serveMemory(app, accord, departure);
  serveMonitoring(app, accord);
  await serveV1(app, accord);
  const bodyLimit = knobs.v1_body_limit_bytes;
  for (const [path, route] of straightV1({ accord, bodyLimit, door, room, record, idFor, departure }))
    straight.set(path, route);
  serveReference(app, accord);
  await serveDashboard(app, options.dashboardFolder);
  return app;
}

const outsideId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && OUTSIDE_ID.test(header) ? header : undefined;

function sendProblem(accord: Accord, fault: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toldFault(accord, fault, occasionOf(request));
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  tellChallenge((name, value) => reply.header(name, value), error);
  reply
    .code(error.kind.status)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error, request.id)));
}

function serveDomainRoute(
  app: FastifyInstance,
  { calls, shedder }: Accord,
  route: DomainRoute,
  departure: () => Promise<void>,
): void {
  app.post(route.path, async (request, reply) => {
    const caller = callerOf(request.headers, reply.raw, accountOf(request));
    shedder.admit(caller.priority);
    const { text } = await calls.call(route, request.body, caller, request.bodyText);
    await departure();
    return asJson(reply, text);
  });
  refuseOtherMethods(app, route.path, ['POST']);
}

function serveOperations(app: FastifyInstance, accord: Accord, door: Door): void {
  serveGet(app, '/health', (_, reply) => asJson(reply, ALIVE));
  const reportHealth = async (request: FastifyRequest, reply: FastifyReply): Promise<string | Buffer> => {
    const [health, knows] = await Promise.all([accord.health(), door.knows(request.headers)]);
    const report = knows ? health : { ...health, components: {} };
    return asJson(reply.code(health.status === 'UNHEALTHY' ? 503 : 200), JSON.stringify(report));
  };
  serveGet(app, '/api/health', reportHealth, OPEN);
  serveGet(app, '/api/modes', (_, reply) => asJson(reply, JSON.stringify(accord.modes.report())));
  const printMetrics = (_: FastifyRequest, reply: FastifyReply): Promise<string> => {
    reply.type(accord.metrics.contentType);
    return accord.metrics.print();
  };
  serveGet(app, '/metrics', printMetrics, ADMIN);
  serveGet(app, '/api/explain/:id', (request, reply) => {
    const { id } = request.params as { readonly id: string };
    const decision = accord.decisions.find(id);
    // Whether another tenant has one of that id is nothing to tell.
    if (decision === undefined || (decision.tenant ?? localCaller.account.tenant) !== tenantOf(request))
      throw new AccordError(runtimeErrors.DECISION_NOT_FOUND);
    return asJson(reply, JSON.stringify(decision));
  });
}

function serveReference(app: FastifyInstance, accord: Accord): void {
  const document = openApiOf(
    [
      ...accord.routes.map(operationOf),
      ...accord.resources.map(operationOfResource),
      ...SERVER_OPERATIONS,
      ...CACHE_OPERATIONS,
      ...RUN_OPERATIONS,
      ...LEDGER_OPERATIONS,
      ...MEMORY_OPERATIONS,
      ...MONITORING_OPERATIONS,
      ...V1_OPERATIONS,
    ],
    accord.version,
  );
  const text = JSON.stringify(document, undefined, 2);
  const errors: readonly ErrorKind[] = [...Object.values(serverErrors), ...allErrors];
  const page = referencePage(document, errors);
  serveGet(app, '/openapi.json', (_, reply) => {
    reply.type(JSON_TYPE);
    return text;
  });
  const headers = { ...pageHeaders(page.style), 'content-type': 'text/html; charset=utf-8' };
  serveGet(app, '/docs', (_, reply) => {
    reply.headers(headers);
    return page.html;
  });
}
