import type { CacheEvents } from '@accord/cache';
import type { ErrorKind } from '@accord/kernel';
import type { KnobSet, ResolvedKnobs } from '@accord/knobs';
import type { RuleSet } from '@accord/engine/drivers/rules';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import type { JsonDocument } from './json-document.ts';
import type { Recollection } from './recollection.ts';
import type { Runtime } from './runtime.ts';

/** What a route's logic may use of the house. */
export interface RouteContext {
  readonly runtime: Runtime;
  readonly caller: Caller;
  /** Undefined where a request is run ahead of time: nobody has asked for anything to be remembered. */
  readonly recollection: Recollection | undefined;
}

/** What is wrong with a body, in zod's words: the path to the field and the code of the check that failed. */
export type BodyIssue = Pick<z.core.$ZodIssue, 'code' | 'path'>;

/** One HTTP operation of a domain: a schema in, logic, a schema out. It knows nothing of HTTP beyond its path. */
export interface DomainRoute<Body = unknown, Reply = unknown> {
  readonly method: 'POST';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  readonly reply: z.ZodType<Reply>;
  readonly example: Body;
  /** The domain's own code for a fault in the body, where it has one to say more than REQUEST_INVALID. */
  readonly refusalOf?: (issue: BodyIssue) => ErrorKind | undefined;
  readonly handle: (body: Body, context: RouteContext) => Promise<JsonDocument<Reply>>;
}

/** What a domain offers once its knobs are known. */
export interface OpenDomain {
  readonly rules: ReadonlyMap<string, RuleSet>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each route has a body and reply of its own
  readonly routes: readonly DomainRoute<any, any>[];
}

/** All that a domain offers the house, in one definition. */
export interface Domain {
  readonly name: string;
  readonly knobs: readonly KnobSet[];
  readonly errors: Readonly<Record<string, ErrorKind>>;
  /** What makes its answers invalid, by names that begin with the domain's. */
  readonly cacheEvents?: CacheEvents;
  readonly open: (knobs: ResolvedKnobs) => OpenDomain;
}
