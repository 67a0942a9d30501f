import type { Accord } from '@accord/host';
import { type Caller, type JsonDocument, localCaller } from '@accord/runtime';

/** An operation of a domain as the server offers it, with the same checks, without the way over HTTP. */
export async function callOperation<Reply>(
  { routes, calls }: Accord,
  name: string,
  body: unknown,
  caller: Caller = localCaller,
): Promise<JsonDocument<Reply>> {
  const route = routes.find(({ operationId }) => operationId === name);
  if (route === undefined) throw new TypeError(`no domain offers ${name}`);
  return calls.call<Reply>(route, body, caller);
}
