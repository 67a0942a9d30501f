import type { Endpoint } from '@accord/gateway';
import type { Accord } from '@accord/host';
import { AccordError } from '@accord/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from './caller.ts';
import { tellChallenge } from './challenge.ts';
import { accountOf } from './door.ts';
import { serverErrors } from './errors.ts';
import { asJson, JSON_TYPE } from './json-reply.ts';
import { notFound, refuseOtherMethods, serveGet } from './methods.ts';
import { toldFault } from './told-fault.ts';
import { openAiErrorOf } from './v1-error.ts';
import { ResponseSink, sendWhole } from './v1-sink.ts';

export interface V1Options {
  readonly bodyLimit: number;
  /** What a whole reply awaits before it is sent. */
  readonly departure: () => Promise<void>;
}

const ENDPOINTS: readonly (readonly [path: string, endpoint: Endpoint])[] = [
  ['/chat/completions', 'chat'],
  ['/responses', 'responses'],
  ['/embeddings', 'embeddings'],
];

/** The endpoints of the protocol of OpenAI, with errors as its clients read them. */
export async function serveV1(app: FastifyInstance, accord: Accord, options: V1Options): Promise<void> {
  await app.register(
    async (v1) => {
      v1.removeAllContentTypeParsers();
      v1.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      v1.setErrorHandler((error, request, reply) => sendError(accord, error, request, reply));
      v1.setNotFoundHandler((request, reply) => sendError(accord, notFound(request), request, reply));
      for (const [path, endpoint] of ENDPOINTS) serveEndpoint(v1, accord, path, endpoint, options);
      serveModels(v1, accord);
    },
    { prefix: '/v1' },
  );
}

function serveEndpoint(
  app: FastifyInstance,
  accord: Accord,
  path: string,
  endpoint: Endpoint,
  { bodyLimit, departure }: V1Options,
): void {
  const { gateway, shedder } = accord;
  app.post(path, { bodyLimit }, async (request, reply) => {
    const { raw } = reply;
    const account = accountOf(request);
    const caller = callerOf(request.headers, raw, account);
    shedder.admit(caller.priority);
    const call = gateway.open(endpoint, bodyOf(request), caller);
    raw.once('close', () => {
      if (!raw.writableFinished) call.leave();
    });
    if (call.streams) {
      reply.hijack();
      const asError = (fault: unknown): AccordError => toldFault(accord, fault, request);
      await call.stream(new ResponseSink(reply, call, endpoint, asError));
      return;
    }
    let whole;
    try {
      whole = await call.answer();
    } catch (error) {
      reply.header('x-accord-decision', call.id);
      throw error;
    }
    await departure();
    reply.hijack();
    sendWhole(reply, call, whole);
  });
  refuseOtherMethods(app, path, ['POST']);
}

/** The body as it came. */
function bodyOf({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new AccordError(serverErrors.REQUEST_MALFORMED, { detail: 'The body is empty' });
}

function serveModels(app: FastifyInstance, { gateway, openedAt }: Accord): void {
  // Nobody knows since when a model is there; clients' types ask for a time.
  const created = Math.floor(openedAt / 1000);
  const models = gateway.models.list.map(({ name, owner }) => ({
    id: name,
    object: 'model',
    created,
    owned_by: owner,
  }));
  const list = JSON.stringify({ object: 'list', data: models });
  serveGet(app, '/models', (_, reply) => asJson(reply, list));
  // The names of modes and of many models have a slash in them.
  serveGet(app, '/models/*', (request, reply) => {
    const name = (request.params as { readonly '*': string })['*'];
    gateway.models.candidatesFor(name);
    return asJson(reply, JSON.stringify(models.find(({ id }) => id === name)));
  });
}

function sendError(accord: Accord, fault: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toldFault(accord, fault, request);
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  tellChallenge(reply, error);
  reply
    .code(error.kind.status)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .type(JSON_TYPE)
    .send(JSON.stringify(openAiErrorOf(error)));
}
