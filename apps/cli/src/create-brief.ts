import type { BriefReply } from '@accord/contract';
import type { Accord } from '@accord/host';
import { type Caller, type JsonDocument, localCaller } from '@accord/runtime';

/** The same operation that the server offers, with the same checks, without the way over HTTP. */
export async function createBrief(
  { routes, calls }: Accord,
  body: unknown,
  caller: Caller = localCaller,
): Promise<JsonDocument<BriefReply>> {
  const route = routes.find(({ operationId }) => operationId === 'createBrief');
  if (route === undefined) throw new TypeError('no domain offers createBrief');
  return calls.call(route, body, caller);
}
