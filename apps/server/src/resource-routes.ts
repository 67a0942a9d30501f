import type { Accord } from '@accord/host';
import { type DomainResource, parseBody, type ResourceReply } from '@accord/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from './caller.ts';
import { acceptCsvBodies } from './csv-body.ts';
import { accountOf } from './door.ts';
import { eventStreams, type SendEvents } from './event-stream.ts';
import { asJson } from './json-reply.ts';
import { refuseOtherMethods } from './methods.ts';
import type { Operation } from './operations.ts';
import { occasionOf, toldFault } from './told-fault.ts';

/** Serves what domains keep. The methods of one path belong together: any other is refused. */
export function serveResources(app: FastifyInstance, accord: Accord): void {
  const sendEvents = eventStreams(app);
  const methods = new Map<string, DomainResource['method'][]>();
  for (const resource of accord.resources) {
    const path = resource.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(path, [...(methods.get(path) ?? []), resource.method]);
    const { csv, limitBytes } = resource.body ?? {};
    const addTo = (scope: FastifyInstance): unknown =>
      scope.route({
        method: resource.method,
        url: path,
        ...(limitBytes !== undefined && { bodyLimit: limitBytes }),
        handler: async (request, reply) => serve(accord, resource, { request, reply, sendEvents }),
      });
    if (csv !== true) {
      addTo(app);
      continue;
    }
    void app.register(async (scope) => {
      acceptCsvBodies(scope);
      addTo(scope);
    });
  }
  for (const [path, allowed] of methods)
    refuseOtherMethods(app, path, allowed.includes('GET') ? ['HEAD', ...allowed] : allowed);
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly sendEvents: SendEvents;
}

async function serve(
  accord: Accord,
  resource: DomainResource,
  exchange: Exchange,
): Promise<string | Buffer | undefined> {
  const { request, reply } = exchange;
  const caller = callerOf(request.headers, reply.raw, accountOf(request));
  if (resource.body !== undefined) accord.shedder.admit(caller.priority);
  const { query, body } = resource;
  const asked = {
    parameters: request.params as Readonly<Record<string, string>>,
    query: query === undefined ? {} : parseBody({ body: query }, request.query),
    body:
      body === undefined
        ? undefined
        : parseBody(
            { body: body.schema, ...(body.refusalOf && { refusalOf: body.refusalOf }) },
            request.body,
          ),
  };
  const answer = await resource.handle(asked, { runtime: accord.runtime, caller });
  return send(accord, resource, answer, exchange);
}

async function send(
  accord: Accord,
  { status }: DomainResource,
  answer: ResourceReply,
  { request, reply, sendEvents }: Exchange,
): Promise<string | Buffer | undefined> {
  switch (answer.kind) {
    case 'json':
      if (answer.location !== undefined) reply.header('location', answer.location);
      return asJson(reply.code(status ?? 200), answer.document.text);
    case 'file':
      reply
        .type(answer.mediaType)
        .header('content-disposition', `inline; filename="${answer.name.replaceAll(/[^\w.-]/g, '_')}"`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store');
      if (answer.mediaType.startsWith('text/html')) reply.header('content-security-policy', PAGE_POLICY);
      return answer.text;
    case 'events':
      reply.hijack();
      await sendEvents(reply, answer.events, (fault) => toldFault(accord, fault, occasionOf(request)));
      return undefined;
  }
}

/** A page that is printed has its style within, and nothing else. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function operationOfResource({
  method,
  path,
  operationId,
  summary,
  parameters,
  query,
  body,
  reply,
  status,
  problems,
}: DomainResource): Operation {
  return {
    method,
    path,
    operationId,
    summary,
    ...(parameters && { pathParameters: parameters }),
    ...(query && { query }),
    ...(body && { body: { schema: body.schema, example: body.example, ...(body.csv && { csv: true }) } }),
    reply,
    ...(status && { status }),
    problems,
  };
}
