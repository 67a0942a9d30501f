import type { ErrorKind } from '@accord/kernel';
import type { KnobSet, ResolvedKnobs } from '@accord/knobs';
import type { RuleSet } from '@accord/engine/drivers/rules';
import type { z } from 'zod';
import type { Runtime } from './runtime.ts';

/** What a route's logic may use of the house. */
export interface RouteContext {
  readonly runtime: Runtime;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal | undefined;
}

/** One HTTP operation of a domain: a schema in, logic, a schema out. It knows nothing of HTTP beyond its path. */
export interface DomainRoute<Body = unknown, Reply = unknown> {
  readonly method: 'POST';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  readonly reply: z.ZodType<Reply>;
  readonly example: Body;
  readonly handle: (body: Body, context: RouteContext) => Promise<Reply>;
}

/** What a domain offers once its knobs are known. */
export interface OpenDomain {
  readonly rules: ReadonlyMap<string, RuleSet>;
  // biome-ignore lint/suspicious/noExplicitAny: each route has a body and reply of its own
  readonly routes: readonly DomainRoute<any, any>[];
}

/** All that a domain offers the house, in one definition. */
export interface Domain {
  readonly name: string;
  readonly knobs: readonly KnobSet[];
  readonly errors: Readonly<Record<string, ErrorKind>>;
  readonly open: (knobs: ResolvedKnobs) => OpenDomain;
}
