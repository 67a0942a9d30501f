import type { Warmed } from '@accord/cache';
import type { Meta } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import {
  type Caller,
  type DomainRoute,
  type JsonDocument,
  localCaller,
  parseBody,
  type Recollection,
  type Runtime,
} from '@accord/runtime';
import { z } from 'zod';
import { hostErrors } from './errors.ts';

/** A request written down, so that it can be run again to warm the cache. */
const writtenSchema = z.strictObject({
  path: z.string().max(200),
  body: z.unknown(),
  tenant: z.string().max(200).optional(),
});

/** What observes the requests of clients, to learn which are popular and what follows what. */
export type Observe = (observed: {
  readonly key: { readonly tenant: string; readonly name: string };
  readonly session: string | undefined;
  readonly request: () => string;
}) => void;

/** The one way to an operation of a domain, whoever asks. */
export interface Calls {
  /**
   * Reads the body, runs the operation, and takes note of the request.
   *
   * @param written the body as the client wrote it, where it came as JSON
   */
  call<Reply>(
    route: DomainRoute<unknown, Reply>,
    body: unknown,
    caller: Caller,
    written?: string,
  ): Promise<JsonDocument<Reply>>;
  /**
   * Runs a request that was written down: `{"path": "/api/briefs", "body": {…}}`.
   *
   * @throws REQUEST_NOT_RUNNABLE, and what the operation throws
   */
  runWritten(written: string, signal: AbortSignal): Promise<Warmed>;
}

export function createCalls(
  routes: readonly DomainRoute[],
  runtime: () => Runtime,
  observe: () => Observe | undefined,
  recollectionOf: (tenant: string) => Recollection,
): Calls {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  return {
    async call(route, raw, caller, written) {
      const body = parseBody(route, raw);
      const note = caller.cache.noStore ? undefined : observe();
      if (note !== undefined) {
        const text = written ?? JSON.stringify(body);
        const { tenant } = caller.account;
        note({
          key: { tenant, name: `${route.path} ${text}` },
          session: undefined,
          request: () =>
            `{"path":${JSON.stringify(route.path)},"body":${text},"tenant":${JSON.stringify(tenant)}}`,
        });
      }
      const recollection = recollectionOf(caller.account.tenant);
      return route.handle(body, { runtime: runtime(), caller, recollection });
    },
    async runWritten(written, signal) {
      const { path, body, tenant = localCaller.account.tenant } = readWritten(written);
      const route = byPath.get(path);
      if (route === undefined) {
        throw new AccordError(hostErrors.REQUEST_NOT_RUNNABLE, {
          detail: `there is no operation at ${path}`,
        });
      }
      // Nobody asked for it, so it is on no key; the tenant whose answer it is bears it.
      const account = { ...localCaller.account, tenant };
      const caller: Caller = { ...localCaller, account, priority: 'low', signal: () => signal };
      const context = { runtime: runtime(), caller, recollection: undefined };
      const reply = await route.handle(parseBody(route, body), context);
      return warmedBy(reply.value);
    },
  };
}

function readWritten(written: string): z.infer<typeof writtenSchema> {
  const parsed = writtenSchema.safeParse(jsonOf(written));
  if (parsed.success) return parsed.data;
  throw new AccordError(hostErrors.REQUEST_NOT_RUNNABLE, {
    detail: `a line must be {"path": …, "body": …}: ${parsed.error.issues[0]?.message}`,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What became of a request is said in the `meta` of its reply. */
function warmedBy(reply: unknown): Warmed {
  const cache = (reply as { readonly meta?: Meta }).meta?.cache;
  if (cache?.outcome === 'hit' || cache?.outcome === 'joined') return 'kept';
  return cache?.outcome === 'miss' && cache.stored ? 'computed' : 'not_kept';
}
