import { engineErrors } from '@accord/engine';
import { AccordError, defineErrors } from '@accord/kernel';
import {
  type Domain,
  type DomainRoute,
  jsonFromValue,
  jsonObject,
  ruleSetsOf,
  type Task,
  taskStep,
} from '@accord/runtime';
import { z } from 'zod';

/** A domain that is small enough to be judged at a glance, for the tests of the server. */

const errors = defineErrors({
  ECHO_BLANK: { status: 400, title: 'There is nothing to echo', remedy: 'Say something.' },
});

const echoSchema = z.strictObject({ said: z.string() });

const echoTask: Task<string, { said: string }, { said: string }> = {
  name: 'stub.echo',
  output: echoSchema,
  basis: () => '',
  plans: { fast: ['interpreter'], balanced: ['interpreter'], creative: ['interpreter'] },
  steps: [
    taskStep({
      role: 'interpreter',
      version: '1',
      answer: echoSchema,
      prompt: () => [],
      rules: ({ input }: { readonly input: string }) => ({ output: { said: input } }),
      take: (_, answer) => answer,
    }),
  ],
  begin: () => ({ said: '' }),
  finish: (draft) => draft,
};

const bodySchema = z
  .strictObject({
    text: z
      .string()
      .max(4000)
      .refine((text) => text.trim() !== '', { error: 'must not be blank' }),
    mode: z.enum(['fast', 'balanced', 'creative']).optional(),
  })
  .meta({ id: 'StubRequest' });
const replySchema = z.strictObject({ echo: echoSchema, meta: z.unknown() }).meta({ id: 'StubReply' });

const echo: DomainRoute<z.infer<typeof bodySchema>, z.infer<typeof replySchema>> = {
  method: 'POST',
  path: '/api/echo',
  operationId: 'echo',
  summary: 'Say it back',
  body: bodySchema,
  reply: replySchema,
  example: { text: "it's <here>" },
  refusalOf: ({ code, path }) => (path[0] === 'text' && code === 'custom' ? errors.ECHO_BLANK : undefined),
  async handle({ text, mode = 'balanced' }, { runtime, caller }) {
    const { output, meta } = await runtime.run(echoTask, text, { mode, caller });
    return jsonObject({ echo: output, meta });
  },
};

/** What the slow route has seen; a test that uses it starts from a fresh one. */
export interface SlowRoute {
  readonly started: Promise<void>;
  readonly aborted: Promise<void>;
  /** Lets the request that waits be answered. */
  release(): void;
}

interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/**
 * The stub: a route that echoes through the whole pipeline, one that answers when it is released or its client goes
 * away, and two that fail.
 */
export function stubDomain(): { readonly domain: Domain; readonly slow: SlowRoute } {
  const started = gate();
  const aborted = gate();
  const released = gate();

  const plain = (path: string, operationId: string, handle: DomainRoute['handle']): DomainRoute => ({
    method: 'POST',
    path,
    operationId,
    summary: 'A route of the tests',
    body: bodySchema,
    reply: replySchema,
    example: { text: 'x' },
    handle,
  });
  const slow = plain('/api/slow', 'slow', async (_, { caller }) => {
    const gone = caller.signal?.();
    started.open();
    const left = new Promise<never>((_resolve, reject) => {
      gone?.addEventListener('abort', () => {
        aborted.open();
        reject(new AccordError(engineErrors.ENGINE_CANCELLED));
      });
    });
    await Promise.race([released.passed, left]);
    return jsonFromValue({ echo: { said: 'at last' } });
  });
  const broken = plain('/api/broken', 'break', async () => {
    throw new Error('the password is hunter2');
  });
  const overloaded = plain('/api/overloaded', 'overload', async () => {
    throw new AccordError(engineErrors.ENGINE_OVERLOADED, { retryAfterSeconds: 2.5 });
  });

  const domain: Domain = {
    name: 'stub',
    knobs: [],
    errors,
    open: () => ({ rules: ruleSetsOf(echoTask), routes: [echo, slow, broken, overloaded] }),
  };
  return {
    domain,
    slow: { started: started.passed, aborted: aborted.passed, release: released.open },
  };
}
