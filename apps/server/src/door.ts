import type { IncomingHttpHeaders } from 'node:http';
import {
  type Account,
  accountErrors,
  type Keys,
  localAccount,
  type RateLimiter,
  type Standing,
} from '@accord/accounts';
import { AccordError, type Clock } from '@accord/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { type Access, accessOf } from './access.ts';
import { serverErrors } from './errors.ts';
import { namesLoopback } from './loopback.ts';
import { tellRefusal, tellStanding, type Tell } from './rate-limit-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks and pays; null on routes that are open to anyone. */
    account: Account | null;
  }
}

export interface DoorOptions {
  readonly keys: Keys;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Keys are asked for though none was made, or though only this machine reaches the server. */
  readonly requireKey: boolean;
}

export interface Door {
  /**
   * Who sends the request.
   *
   * @throws KEY_MISSING, KEY_INVALID, HOST_NOT_LOCAL, and what `Keys.authenticate` throws
   */
  identify(headers: IncomingHttpHeaders): Account | Promise<Account>;
  /**
   * Lets in who may use a route, within the limits; the limits are told however it goes.
   *
   * @throws what `identify` throws, ROLE_NOT_ENOUGH, RATE_LIMITED
   */
  enter(
    headers: IncomingHttpHeaders,
    access: Exclude<Access, 'open'>,
    tell: Tell,
  ): Account | Promise<Account>;
  /** Whether the request comes from someone who may know more than anyone. */
  knows(headers: IncomingHttpHeaders): Promise<boolean>;
}

/** For how long it is not looked again whether a key was made, in milliseconds. */
const LOOK_EVERY_MS = 1000;
const BEARER = /^bearer +(\S+) *$/i;
/** What our keys begin with. Clients of other services send keys of their own, also where none is asked for. */
const OURS = 'accord_';

/**
 * Asks each request who sends it, before anything else is done for it, whether the role will do, and whether the limits
 * leave room. Guards the routes that are added after it, by their `access`.
 */
export function createDoor(app: FastifyInstance, options: DoorOptions): Door {
  const { keys, limiter } = options;
  const needsKey = keyNeed(options);

  const identify: Door['identify'] = (headers) => {
    const presented = bearerOf(headers.authorization);
    if (presented?.startsWith(OURS)) return keys.authenticate(presented);
    const needed = needsKey();
    if (needed === true) return keys.authenticate(presented);
    if (needed === false) return keyless(headers);
    return needed.then((isNeeded) => (isNeeded ? keys.authenticate(presented) : keyless(headers)));
  };

  /** Requests that only an admin may send do not count; an operator's dashboard asks again and again. */
  const admit = (account: Account, access: Access, tell: Tell): Account | Promise<Account> => {
    if (access === 'admin') {
      if (account.role === 'admin') return account;
      throw new AccordError(serverErrors.ROLE_NOT_ENOUGH);
    }
    const stands = (standing: Standing | undefined): Account => {
      tellStanding(tell, account, standing);
      return account;
    };
    const refuse = (error: unknown): never => {
      tellRefusal(tell, account, error);
      throw error;
    };
    try {
      const standing = limiter.take(account);
      return standing instanceof Promise ? standing.then(stands, refuse) : stands(standing);
    } catch (error) {
      return refuse(error);
    }
  };

  const enter: Door['enter'] = (headers, access, tell) => {
    const account = identify(headers);
    if (!(account instanceof Promise)) return admit(account, access, tell);
    return account.then((known) => admit(known, access, tell));
  };

  app.decorateRequest('account', null);
  app.addHook('onRoute', (route) => {
    const access = route.config?.access ?? accessOf(route.url);
    if (access !== 'open') route.onRequest = [hook(enter, access), ...hooksOf(route)];
  });
  return {
    identify,
    enter,
    async knows(headers) {
      try {
        await identify(headers);
        return true;
      } catch (error) {
        if (error instanceof AccordError && STRANGERS.has(error.kind)) return false;
        throw error;
      }
    },
  };
}

/** Who sends the request. Only for routes that are not open. */
export function accountOf({ account }: FastifyRequest): Account {
  if (account === null) throw new TypeError('nobody was asked who sends this');
  return account;
}

/** Whose the request is. Only for routes that are not open. */
export const tenantOf = (request: FastifyRequest): string => accountOf(request).tenant;

/** What is wrong with a request that does not say who sends it. */
const STRANGERS: ReadonlySet<unknown> = new Set([accountErrors.KEY_MISSING, serverErrors.HOST_NOT_LOCAL]);

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** With a callback rather than a promise: most requests are judged at once. */
function hook(enter: Door['enter'], access: Exclude<Access, 'open'>): Hook {
  return (request, reply, done) => {
    try {
      const account = enter(request.headers, access, (name, value) => reply.header(name, value));
      if (account instanceof Promise) return void enterLater(request, account, done);
      request.account = account;
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}

async function enterLater(
  request: FastifyRequest,
  account: Promise<Account>,
  done: (error?: Error) => void,
): Promise<void> {
  try {
    request.account = await account;
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}

const hooksOf = ({ onRequest }: RouteOptions) =>
  onRequest === undefined ? [] : Array.isArray(onRequest) ? onRequest : [onRequest];

const bearerOf = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : BEARER.exec(header)?.[1];

/** The caller on this machine; a page from elsewhere that was led here is not. */
function keyless({ host }: IncomingHttpHeaders): Account {
  if (namesLoopback(host)) return localAccount;
  throw new AccordError(serverErrors.HOST_NOT_LOCAL);
}

/** Whether a key is asked for: always once one was made, in this process or another. */
function keyNeed({ keys, clock, requireKey }: DoorOptions): () => boolean | Promise<boolean> {
  let needed = requireKey;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<boolean> | undefined;
  const look = async (): Promise<boolean> => {
    try {
      needed = (await keys.list()).length > 0;
      lookedAt = clock.monotonic();
      return needed;
    } finally {
      looking = undefined;
    }
  };
  return () => {
    if (needed) return true;
    if (clock.monotonic() - lookedAt < LOOK_EVERY_MS) return false;
    looking ??= look();
    return looking;
  };
}
