import type { Accord } from '@accord/host';
import { type Caller, localCaller, parseBody, type ResourceReply } from '@accord/runtime';

interface Asking {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** What a domain keeps, as the server offers it, with the same checks, without the way over HTTP. */
export async function callResource(
  { resources, runtime }: Accord,
  name: string,
  { parameters = {}, query = {}, body }: Asking = {},
  caller: Caller = localCaller,
): Promise<ResourceReply> {
  const resource = resources.find(({ operationId }) => operationId === name);
  if (resource === undefined) throw new TypeError(`no domain offers ${name}`);
  const asked = {
    parameters,
    query: resource.query === undefined ? {} : parseBody({ body: resource.query }, query),
    body: resource.body === undefined ? undefined : parseBody({ body: resource.body.schema }, body),
  };
  return resource.handle(asked, { runtime, caller });
}

/** The value of a reply that is JSON. */
export async function readResource<Value>(...asking: Parameters<typeof callResource>): Promise<Value> {
  const reply = await callResource(...asking);
  if (reply.kind !== 'json') throw new TypeError(`${asking[1]} replies ${reply.kind}`);
  return reply.document.value as Value;
}
