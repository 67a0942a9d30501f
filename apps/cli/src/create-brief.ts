import type { BriefReply } from '@accord/contract';
import type { Accord } from '@accord/host';
import { parseBody } from '@accord/runtime';

/** The same operation that the server offers, with the same checks, without the way over HTTP. */
export async function createBrief({ routes, runtime }: Accord, body: unknown): Promise<BriefReply> {
  const route = routes.find(({ operationId }) => operationId === 'createBrief');
  if (route === undefined) throw new TypeError('no domain offers createBrief');
  return route.handle(parseBody(route, body), { runtime, signal: undefined });
}
