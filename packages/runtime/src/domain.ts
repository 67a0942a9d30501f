import type { CacheEvents } from '@accord/cache';
import type { Clock, ErrorKind, Rng } from '@accord/kernel';
import type { KnobSet, ResolvedKnobs } from '@accord/knobs';
import type { RuleSet } from '@accord/engine/drivers/rules';
import type { SqlDatabase } from '@accord/storage';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import type { JsonDocument } from './json-document.ts';
import type { Recollection } from './recollection.ts';
import type { Runtime } from './runtime.ts';

/** What a resource's logic may use of the house. */
export interface ResourceContext {
  readonly runtime: Runtime;
  readonly caller: Caller;
}

/** What a route's logic may use of the house. */
export interface RouteContext extends ResourceContext {
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
  /** False where no answer is ever kept: there is nothing to learn from its requests. */
  readonly warmed?: false;
  readonly handle: (body: Body, context: RouteContext) => Promise<JsonDocument<Reply>>;
}

/** A reply of a resource: JSON, a page or table to keep, or events as they come. */
export type ResourceReply =
  | { readonly kind: 'json'; readonly document: JsonDocument<unknown>; readonly location?: string }
  | { readonly kind: 'file'; readonly mediaType: string; readonly name: string; readonly text: string }
  | { readonly kind: 'events'; readonly events: AsyncIterable<ResourceEvent> };

export interface ResourceEvent {
  readonly event: string;
  readonly data: JsonDocument<unknown>;
}

/** What is asked of a resource, checked against its schemas. */
export interface Asked<Query = unknown, Body = unknown> {
  /** Of the path, by their names in it. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

/** One HTTP operation on what a domain keeps, which has ids in its path, other methods, or replies besides JSON. */
export interface DomainResource<Query = unknown, Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** What each parameter of the path is. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: z.ZodType<Query> & z.ZodObject;
  readonly body?: {
    readonly schema: z.ZodType<Body>;
    readonly example: Body;
    readonly refusalOf?: (issue: BodyIssue) => ErrorKind | undefined;
    /** The body may also be text/csv, which is read as `{"csv": …}`. */
    readonly csv?: true;
    /** The most bytes of it, where that is not what the server takes elsewhere. */
    readonly limitBytes?: number;
  };
  readonly reply: { readonly description: string; readonly mediaType: string; readonly schema?: z.ZodType };
  /** Of a success; 200 where left out. */
  readonly status?: 201 | 202;
  /** Statuses it can fail with. */
  readonly problems: readonly number[];
  readonly handle: (asked: Asked<Query, Body>, context: ResourceContext) => Promise<ResourceReply>;
}

/** What the house lends a domain. */
export interface DomainHouse {
  /** PostgreSQL, or the database of the data folder. The house opens it when it is first asked for, and closes it. */
  readonly sql: () => Promise<SqlDatabase>;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Told of what fails beside a request, which nobody waits for. */
  readonly onFailure: (error: unknown, doing: string) => void;
}

/** What a domain offers once its knobs are known. */
export interface OpenDomain {
  readonly rules: ReadonlyMap<string, RuleSet>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each route has a body and reply of its own
  readonly routes: readonly DomainRoute<any, any>[];
  // oxlint-disable-next-line typescript/no-explicit-any -- each resource has a query and body of its own
  readonly resources?: readonly DomainResource<any, any>[];
  /** Ends what it started; nothing is asked of it any more. */
  readonly close?: () => Promise<void>;
}

/** All that a domain offers the house, in one definition. */
export interface Domain {
  readonly name: string;
  readonly knobs: readonly KnobSet[];
  readonly errors: Readonly<Record<string, ErrorKind>>;
  /** What makes its answers invalid, by names that begin with the domain's. */
  readonly cacheEvents?: CacheEvents;
  readonly open: (knobs: ResolvedKnobs, house: DomainHouse) => OpenDomain;
}
