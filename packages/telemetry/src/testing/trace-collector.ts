import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** How requests from now on are answered. */
export type CollectorBehaviour =
  /** Takes what is well-formed, after a while where one is given; 400 for the rest. */
  | { readonly kind: 'take'; readonly delayMs?: number; readonly body?: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly location?: string;
    }
  /** Reads the request and says nothing. */
  | { readonly kind: 'hang' }
  /** Says 200 and falls silent in the body. */
  | { readonly kind: 'stall' }
  /** Closes the connection in place of an answer. */
  | { readonly kind: 'reset' };

const id = (digits: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`));
const nanoseconds = z.string().regex(/^\d{19}$/);

interface Value {
  readonly stringValue?: string | undefined;
  readonly intValue?: string | undefined;
  readonly doubleValue?: number | undefined;
  readonly arrayValue?: { readonly values: readonly Value[] } | undefined;
}
const valueSchema: z.ZodType<Value> = z.lazy(() =>
  z
    .strictObject({
      stringValue: z.string().optional(),
      intValue: z.string().regex(/^\d+$/).optional(),
      doubleValue: z.number().optional(),
      arrayValue: z.strictObject({ values: z.array(valueSchema) }).optional(),
    })
    .refine((value) => Object.keys(value).length === 1),
);
const attributesSchema = z.array(z.strictObject({ key: z.string().min(1), value: valueSchema }));

const spanSchema = z.strictObject({
  traceId: id(32),
  spanId: id(16),
  parentSpanId: id(16).optional(),
  flags: z.int().min(0),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: attributesSchema,
  status: z.strictObject({ code: z.int().min(0).max(2) }).optional(),
});

/** An ExportTraceServiceRequest in the JSON encoding of OTLP, as far as this product makes use of it. */
const requestSchema = z.strictObject({
  resourceSpans: z
    .array(
      z.strictObject({
        resource: z.strictObject({ attributes: attributesSchema }),
        scopeSpans: z.array(
          z.strictObject({
            scope: z.strictObject({ name: z.string(), version: z.string() }),
            spans: z.array(spanSchema).min(1),
          }),
        ),
      }),
    )
    .min(1),
});

type PlainValue = string | number | readonly PlainValue[];

export interface CollectedSpan extends Omit<z.infer<typeof spanSchema>, 'attributes'> {
  readonly attributes: Readonly<Record<string, PlainValue>>;
  readonly resource: Readonly<Record<string, PlainValue>>;
}

export interface CollectorRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** How many spans were in it. */
  readonly spans: number;
  /** `performance.now()` when it came. */
  readonly at: number;
  /** The other side left before it was answered. */
  abandoned: boolean;
}

/** A real HTTP server that takes traces as a collector does, and misbehaves on demand. */
export interface TraceCollector {
  /** Address of a free port of this machine. */
  readonly endpoint: string;
  /** Every well-formed request since the start. */
  readonly requests: readonly CollectorRequest[];
  /** The spans that were taken. */
  readonly spans: readonly CollectedSpan[];
  /** What was wrong with requests that were not well-formed; empty as a rule. */
  readonly faults: readonly string[];
  behave(behaviour: CollectorBehaviour): void;
  close(): Promise<void>;
}

export async function startTraceCollector(): Promise<TraceCollector> {
  let behaviour: CollectorBehaviour = { kind: 'take' };
  const requests: CollectorRequest[] = [];
  const spans: CollectedSpan[] = [];
  const faults: string[] = [];

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const current = behaviour;
    const read = requestSchema.safeParse(await bodyOf(incoming));
    if (
      !read.success ||
      incoming.method !== 'POST' ||
      incoming.headers['content-type'] !== 'application/json'
    ) {
      faults.push(read.error?.message ?? `${incoming.method} ${incoming.headers['content-type']}`);
      response.writeHead(400).end();
      return;
    }
    const received = read.data.resourceSpans.flatMap(spansOf);
    const request: CollectorRequest = {
      path: incoming.url ?? '',
      headers: incoming.headers,
      spans: received.length,
      at: performance.now(),
      abandoned: false,
    };
    requests.push(request);
    response.on('close', () => {
      request.abandoned = !response.writableFinished;
    });
    if (await perform(response, current)) spans.push(...received);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    spans,
    faults,
    behave: (next) => {
      behaviour = next;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @returns whether the spans were taken */
async function perform(response: ServerResponse, behaviour: CollectorBehaviour): Promise<boolean> {
  switch (behaviour.kind) {
    case 'take':
      if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs);
      response.writeHead(200, { 'content-type': 'application/json' }).end(behaviour.body ?? '{}');
      return true;
    case 'status':
      response
        .writeHead(behaviour.status, {
          ...(behaviour.retryAfter !== undefined && { 'retry-after': behaviour.retryAfter }),
          ...(behaviour.location !== undefined && { location: behaviour.location }),
        })
        .end('{"message":"not now"}');
      return false;
    case 'hang':
      return false;
    case 'stall':
      response.writeHead(200, { 'content-length': '100' }).write('{');
      return true;
    case 'reset':
      response.destroy();
      return false;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

function spansOf({
  resource,
  scopeSpans,
}: z.infer<typeof requestSchema>['resourceSpans'][number]): CollectedSpan[] {
  const all = scopeSpans.flatMap(({ spans }) => spans);
  return all.map((span) => ({
    ...span,
    attributes: plain(span.attributes),
    resource: plain(resource.attributes),
  }));
}

const plain = (attributes: z.infer<typeof attributesSchema>): Record<string, PlainValue> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));

function plainValue({ stringValue, intValue, doubleValue, arrayValue }: Value): PlainValue {
  if (arrayValue !== undefined) return arrayValue.values.map(plainValue);
  return stringValue ?? doubleValue ?? Number(intValue);
}
