import type { Endpoint } from '@accord/gateway';
import type { Accord } from '@accord/host';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tellChallenge } from './challenge.ts';
import type { StraightRoutes } from './http-server.ts';
import { asJson, JSON_TYPE } from './json-reply.ts';
import { notFound, refuseOtherMethods, serveGet } from './methods.ts';
import { occasionOf, toldFault } from './told-fault.ts';
import { openAiErrorOf } from './v1-error.ts';
import { V1Exchange, type V1Terms } from './v1-exchange.ts';

const PREFIX = '/v1';

/** The paths that are asked with POST. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/chat/completions': 'chat',
  '/responses': 'responses',
  '/embeddings': 'embeddings',
};

/** What is asked of models, without the framework. */
export function straightV1(terms: Omit<V1Terms, 'endpoint' | 'route'>): StraightRoutes {
  return new Map(
    Object.entries(ENDPOINTS).map(([path, endpoint]) => {
      const route = PREFIX + path;
      const own: V1Terms = { ...terms, endpoint, route };
      return [route, (request, response) => new V1Exchange(own, request, response).begin()];
    }),
  );
}

/** The rest of the protocol of OpenAI, with errors as its clients read them. */
export async function serveV1(app: FastifyInstance, accord: Accord): Promise<void> {
  await app.register(
    async (v1) => {
      v1.setErrorHandler((error, request, reply) =>
        sendError(accord, request.is404 ? notFound(request) : error, request, reply),
      );
      v1.setNotFoundHandler((request, reply) => sendError(accord, notFound(request), request, reply));
      for (const path of Object.keys(ENDPOINTS)) refuseOtherMethods(v1, path, ['POST']);
      serveModels(v1, accord);
    },
    { prefix: PREFIX },
  );
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
  const error = toldFault(accord, fault, occasionOf(request));
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  tellChallenge((name, value) => reply.header(name, value), error);
  reply
    .code(error.kind.status)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .type(JSON_TYPE)
    .send(JSON.stringify(openAiErrorOf(error)));
}
