import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/**
 * A real HTTP server that speaks the OpenAI protocol and misbehaves on demand. It imports no test framework, so that
 * a script or another room's test can start it.
 */
export interface ModelServer {
  /** Address up to and including `/v1`, on a free port of this machine. */
  readonly baseUrl: string;
  /** Every request since the start, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Sets how requests from now on are answered; what is not named goes back to normal. */
  behave(behaviour: Behaviour): void;
  /** The first request that comes after this call. */
  nextRequest(): Promise<RecordedRequest>;
  /** Closes every connection, as a server does that restarts. */
  dropConnections(): void;
  close(): Promise<void>;
}

export interface Behaviour {
  /** What the model says. `{}` when a schema was given and nothing is set. */
  readonly answer?: string | ((request: RecordedRequest) => string);
  readonly finishReason?: string;
  /** The model calls this tool in place of saying anything. */
  readonly toolCall?: { readonly name: string; readonly arguments: string };
  readonly transcript?: string;
  readonly omitUsage?: boolean;
  /** Refuses with 400 the requests that this is true of. */
  readonly refuses?: (request: RecordedRequest) => boolean;
  /** Gives the embeddings last to first, with their right `index`. */
  readonly reverseEmbeddings?: boolean;
  /** Wait before the head of the reply. */
  readonly delayMs?: number;
  /** Wait between the pieces of the body: the events of a stream, or what `pieceBytes` makes. */
  readonly pauseMs?: number;
  /** Cuts the body into pieces of this many bytes, inside characters too. */
  readonly pieceBytes?: number;
  /** Ends the lines of a stream. */
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  readonly fault?: Fault;
}

/** `afterBytes` counts bytes of the body and is half of it when absent. */
export type Fault =
  /** Refuses the request, with a message as OpenAI gives it or with any body. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly message?: string;
      readonly body?: string;
    }
  /** Takes the request and says nothing. */
  | { readonly kind: 'hang' }
  /** Begins to answer and falls silent. */
  | { readonly kind: 'stall'; readonly afterBytes?: number }
  /** Resets the connection in place of an answer. */
  | { readonly kind: 'reset' }
  /** Closes the connection inside the body. */
  | { readonly kind: 'cut'; readonly afterBytes?: number }
  /** Ends the body early, as if it were whole. */
  | { readonly kind: 'truncate'; readonly afterBytes?: number }
  /** Answers with text that is nearly JSON. */
  | { readonly kind: 'malformed' }
  /** Sends this body with status 200, whatever was asked. */
  | { readonly kind: 'body'; readonly body: string };

/** `disconnected`: the client left before the end. `cut`: the server did. */
export type Outcome = 'answered' | 'disconnected' | 'cut';

export interface RecordedRequest {
  readonly method: string;
  /** Path below the base, such as `/chat/completions`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** From which the client came; one for each of its connections. */
  readonly port: number | undefined;
  /** The JSON body; empty for a request without one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The fields of a multipart body. */
  readonly form: FormData | undefined;
  readonly outcome: Promise<Outcome>;
}

export interface ModelServerOptions {
  readonly model?: string;
  readonly behaviour?: Behaviour;
}

/** What is to be sent when nothing goes wrong. Pieces are written one by one. */
interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly string[];
}

const BASE_PATH = '/v1';
const EMBEDDING_LENGTH = 8;
const CHARACTERS_PER_TOKEN = 4;

export async function startModelServer({
  model = 'test-model',
  behaviour: initial = {},
}: ModelServerOptions = {}): Promise<ModelServer> {
  let behaviour = initial;
  const requests: RecordedRequest[] = [];
  const waiting: ((request: RecordedRequest) => void)[] = [];

  const server = createServer((incoming, response) => {
    const answer = async (): Promise<void> => {
      const current = behaviour;
      const request = await record(incoming, response, current);
      requests.push(request);
      for (const resolve of waiting.splice(0)) resolve(request);
      await perform(response, replyTo(request, model, current), current);
    };
    answer().catch((error: unknown) => tellFault(response, error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}${BASE_PATH}`,
    requests,
    behave: (next) => {
      behaviour = next;
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    dropConnections: () => server.closeAllConnections(),
    close: () => closeServer(server),
  };
}

/** Says in the reply that this server failed, such as by an `answer` that throws; nobody reads it if they left. */
function tellFault(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end(JSON.stringify({ error: { message: `Model server: ${String(error)}` } }));
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function record(
  incoming: IncomingMessage,
  response: ServerResponse,
  { fault }: Behaviour,
): Promise<RecordedRequest> {
  const serverCuts = fault?.kind === 'cut' || fault?.kind === 'reset';
  const outcome = new Promise<Outcome>((resolve) => {
    response.on('close', () => {
      if (response.writableFinished) resolve('answered');
      else resolve(serverCuts ? 'cut' : 'disconnected');
    });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = incoming.headers['content-type'] ?? '';
  const isForm = type.startsWith('multipart/form-data');
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? '',
    path: url.pathname.replace(BASE_PATH, ''),
    query: url.searchParams,
    headers: incoming.headers,
    port: incoming.socket.remotePort,
    body: type.startsWith('application/json') ? JSON.parse(bytes.toString('utf8')) : {},
    form: isForm ? await new Response(bytes, { headers: { 'content-type': type } }).formData() : undefined,
    outcome,
  };
}

function replyTo(request: RecordedRequest, model: string, behaviour: Behaviour): Reply {
  const { fault } = behaviour;
  if (fault?.kind === 'status') return refusal(fault);
  if (behaviour.refuses?.(request) === true) return refusal({ kind: 'status', status: 400 });
  const isStream = request.body['stream'] === true;
  const head = { 'content-type': isStream ? 'text/event-stream' : 'application/json' };
  if (fault?.kind === 'body') return { status: 200, headers: head, pieces: [fault.body] };
  if (fault?.kind === 'malformed') {
    return { status: 200, headers: head, pieces: [isStream ? 'data: {"choices": [\n\n' : '{"choices": ['] };
  }
  switch (`${request.method} ${request.path}`) {
    case 'GET /models':
      return jsonReply({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'test' }] });
    case 'POST /chat/completions':
      return isStream
        ? { status: 200, headers: head, pieces: streamedCompletion(request, model, behaviour) }
        : jsonReply(completion(request, model, behaviour));
    case 'POST /embeddings':
      return jsonReply(embeddings(request, model, behaviour));
    case 'POST /audio/transcriptions':
      return jsonReply({ text: behaviour.transcript ?? 'a quiet woody scent' });
    default:
      return jsonReply({ error: { message: `No ${request.method} ${request.path} here` } }, 404);
  }
}

function refusal({
  status,
  retryAfter,
  message = 'Refused on demand',
  body,
}: Fault & { kind: 'status' }): Reply {
  const reply = jsonReply({ error: { message, type: 'server_error', code: status } }, status);
  const headers = retryAfter === undefined ? reply.headers : { ...reply.headers, 'retry-after': retryAfter };
  return { status, headers, pieces: body === undefined ? reply.pieces : [body] };
}

function jsonReply(body: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, pieces: [JSON.stringify(body)] };
}

function spokenAnswer(request: RecordedRequest, { answer }: Behaviour): string {
  if (typeof answer === 'function') return answer(request);
  return (
    answer ??
    (request.body['response_format'] === undefined ? 'A quiet woody scent. 고요한 나무 향 🌲' : '{}')
  );
}

function completion(request: RecordedRequest, model: string, behaviour: Behaviour): object {
  const content = spokenAnswer(request, behaviour);
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: messageOf(content, behaviour),
        finish_reason: finishReasonOf(behaviour),
        logprobs: null,
      },
    ],
    ...(behaviour.omitUsage !== true && { usage: usageOf(request, content) }),
  };
}

const toolCallsOf = ({ name, arguments: given }: NonNullable<Behaviour['toolCall']>): readonly object[] => [
  { index: 0, id: 'call_1', type: 'function', function: { name, arguments: given } },
];

const messageOf = (content: string, { toolCall }: Behaviour): object =>
  toolCall === undefined
    ? { role: 'assistant', content }
    : { role: 'assistant', content: null, tool_calls: toolCallsOf(toolCall) };

const finishReasonOf = ({ finishReason, toolCall }: Behaviour): string =>
  finishReason ?? (toolCall === undefined ? 'stop' : 'tool_calls');

/** The events of a stream: a role, the words, the reason it ended, then the usage when it was asked for. */
function streamedCompletion(request: RecordedRequest, model: string, behaviour: Behaviour): string[] {
  const content = spokenAnswer(request, behaviour);
  const chunk = (choices: readonly object[], more: object = {}): string =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 0,
      model,
      choices,
      ...more,
    });
  const choice = (delta: object, finishReason: string | null = null): object[] => [
    { index: 0, delta, finish_reason: finishReason },
  ];
  const asked = request.body['stream_options'] as { include_usage?: boolean } | undefined;
  const counted = asked?.include_usage === true && behaviour.omitUsage !== true;
  const words = content.match(/.{1,4}/gsu) ?? [];
  const data = [
    chunk(choice({ role: 'assistant', content: '' })),
    ...(behaviour.toolCall === undefined
      ? words.map((text) => chunk(choice({ content: text })))
      : [chunk(choice({ tool_calls: toolCallsOf(behaviour.toolCall) }))]),
    chunk(choice({}, finishReasonOf(behaviour))),
    ...(counted ? [chunk([], { usage: usageOf(request, content) })] : []),
    '[DONE]',
  ];
  const lineEnd = behaviour.lineEnd ?? '\n';
  return [`: ready${lineEnd}${lineEnd}`, ...data.map((text) => `data: ${text}${lineEnd}${lineEnd}`)];
}

function embeddings(request: RecordedRequest, model: string, behaviour: Behaviour): object {
  const texts = [request.body['input']].flat().map(String);
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: embeddingOf(text) }));
  return {
    object: 'list',
    model,
    data: behaviour.reverseEmbeddings === true ? data.reverse() : data,
    ...(behaviour.omitUsage !== true && {
      usage: { prompt_tokens: tokensIn(texts.join('')), total_tokens: tokensIn(texts.join('')) },
    }),
  };
}

/** Counts of characters by code point: the same text always gives the same numbers. */
function embeddingOf(text: string): number[] {
  const counts = Array.from({ length: EMBEDDING_LENGTH }, () => 0);
  for (const character of text) {
    const place = (character.codePointAt(0) ?? 0) % EMBEDDING_LENGTH;
    counts[place] = (counts[place] ?? 0) + 0.25;
  }
  return counts;
}

function usageOf(request: RecordedRequest, content: string): object {
  const prompt = tokensIn(JSON.stringify(request.body['messages']));
  const completion = tokensIn(content);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

const tokensIn = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

async function perform(response: ServerResponse, reply: Reply, behaviour: Behaviour): Promise<void> {
  const { fault, delayMs = 0, pauseMs = 0, pieceBytes } = behaviour;
  if (delayMs > 0) await sleep(delayMs);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  for (const piece of shorten(split(reply.pieces, pieceBytes), fault)) {
    if (response.destroyed) return;
    await new Promise((written) => response.write(piece, written));
    await (pauseMs > 0 ? sleep(pauseMs) : nextTurn());
  }
  if (fault?.kind === 'stall') return;
  if (fault?.kind === 'cut') response.destroy();
  else response.end();
}

function split(pieces: readonly string[], pieceBytes: number | undefined): Buffer[] {
  if (pieceBytes === undefined) return pieces.map((piece) => Buffer.from(piece));
  const body = Buffer.from(pieces.join(''));
  const count = Math.ceil(body.byteLength / pieceBytes);
  return Array.from({ length: count }, (_, at) => body.subarray(at * pieceBytes, (at + 1) * pieceBytes));
}

/** The pieces that are sent before a fault strikes. */
function shorten(pieces: readonly Buffer[], fault: Fault | undefined): Buffer[] {
  if (fault?.kind !== 'stall' && fault?.kind !== 'cut' && fault?.kind !== 'truncate') return [...pieces];
  const total = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  let left = fault.afterBytes ?? Math.floor(total / 2);
  const sent: Buffer[] = [];
  for (const piece of pieces) {
    if (left <= 0) break;
    sent.push(piece.subarray(0, left));
    left -= piece.byteLength;
  }
  return sent;
}
