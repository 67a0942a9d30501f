import { isIP } from 'node:net';
import { AccordError, systemClock } from '@accord/kernel';
import { type Accord, type AccordOptions, openAccord } from '@accord/host';
import { isBug } from '@accord/telemetry';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './errors.ts';
import { serverKnobs } from './knobs.ts';
import { isLoopback } from './loopback.ts';
import { createServer } from './server.ts';
import { shutDown } from './shut-down.ts';

export interface StartOptions extends Omit<AccordOptions, 'appKnobs'> {
  readonly dashboardFolder: string;
}

export interface RunningServer {
  /** Where it is reached, such as `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Finishes what is in flight, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Opens the house and listens.
 *
 * @throws what `openAccord` throws, SERVER_NEEDS_KEY, SERVER_ADDRESS_UNAVAILABLE
 */
export async function startServer({ dashboardFolder, ...options }: StartOptions): Promise<RunningServer> {
  const accord = await openAccord({ ...options, appKnobs: [serverKnobs] });
  const knobs = accord.configuration.knobs.of(serverKnobs);
  try {
    await requireKeyBeyond(knobs.host, accord);
    const app = await createServer({ accord, knobs, dashboardFolder });
    const address = await listen(app, knobs.host, knobs.port);
    warmAtStart(accord);
    return { address, stop: () => shutDown(app, accord, knobs.shutdown_grace_s) };
  } catch (error) {
    await accord.close();
    throw error;
  }
}

/** A request that was popular and cannot be answered any more must not keep the server from starting. */
function warmAtStart({ cache, bugs, logger }: Accord): void {
  cache.warm({}).catch((error: unknown) => {
    if (isBug(error)) bugs.report(error, { where: 'warming at the start' });
    else logger.warn({ err: error }, 'the cache was not warmed');
  });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw new AccordError(serverErrors.SERVER_ADDRESS_UNAVAILABLE, {
      detail: `${host} port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
  const [bound] = app.addresses();
  const boundPort = typeof bound === 'object' ? bound.port : port;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${boundPort}`;
}

/** Who could ask from elsewhere must be asked who they are; where there is no key, nobody could answer. */
async function requireKeyBeyond(host: string, { accounts, logger }: Accord): Promise<void> {
  if (isLoopback(host)) return;
  const now = systemClock.now();
  const usable = (await accounts.keys.list()).some(({ endsAt = Infinity }) => endsAt > now);
  if (!usable) throw new AccordError(serverErrors.SERVER_NEEDS_KEY, { detail: `server.host is ${host}` });
  logger.warn(
    { host },
    'listening beyond this machine; traffic is not encrypted unless something in front does it',
  );
}
