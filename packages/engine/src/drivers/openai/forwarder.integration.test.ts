import { AccordError, systemClock } from '@accord/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Forwarding, ForwardReceiver, ForwardRequest, Refusal } from '../../engine.ts';
import { engineErrors } from '../../errors.ts';
import { forwarded } from '../../testing/forwarded.ts';
import { type Behaviour, type ModelServer, startModelServer } from '../../testing/model-server.ts';
import { openaiEngine, type OpenaiEngineOptions } from '../openai.ts';

const KEY = 'sk-forwarded-secret';
const codeOf = (error: Error): string => (error as AccordError).code;

let server: ModelServer;
let engine: Engine;

function open(options: Partial<OpenaiEngineOptions> = {}): Engine {
  return openaiEngine({
    name: 'local',
    baseUrl: server.baseUrl,
    model: 'm',
    apiKey: KEY,
    clock: systemClock,
    ...options,
  });
}

beforeEach(async () => {
  server = await startModelServer();
  engine = open();
});
afterEach(async () => {
  await engine.close();
  await server.close();
});

const chat = (more: object = {}): ForwardRequest => ({
  path: '/chat/completions',
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: '안녕' }], ...more }),
  streams: 'stream' in more,
});

async function refusal(behaviour: Behaviour, of = engine): Promise<Refusal> {
  server.behave(behaviour);
  return new Promise((resolve, reject) => {
    const unwanted = (): never => {
      throw new TypeError('a refusal has no answer');
    };
    of.forward(chat(), { head: unwanted, piece: unwanted, end: unwanted, refused: resolve, failed: reject });
  });
}

describe('what is sent on', () => {
  it('is the text as it was given, with the key of the server', async () => {
    const request = chat({ tools: [], x_vendor: { deep: [1, null] } });
    await forwarded(engine, request);
    const [sent] = server.requests;
    expect(JSON.stringify(sent?.body)).toBe(request.body);
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
  });

  it('goes over connections that are kept', async () => {
    for (let call = 0; call < 20; call++) await forwarded(engine, chat());
    expect(new Set(server.requests.map(({ port }) => port)).size).toBeLessThanOrEqual(3);
  });

  it('goes over no more connections than are allowed', async () => {
    await engine.close();
    engine = open({
      connections: { connections_max: 3, connections_min: 0, connection_idle_s: 4, silence_s: 60 },
    });
    await Promise.all(Array.from({ length: 30 }, () => forwarded(engine, chat())));
    expect(new Set(server.requests.map(({ port }) => port)).size).toBe(3);
  });

  it('finds another connection when the server has closed those that were opened ahead', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.dropConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await forwarded(engine, chat())).text).toContain('chat.completion');
  });
});

describe('what comes back', () => {
  it('is the bytes as they come', async () => {
    server.behave({ answer: 'A quiet wood', pieceBytes: 7 });
    const { text, pieces } = await forwarded(engine, chat({ stream: true }));
    expect(pieces.length).toBeGreaterThan(10);
    expect(text).toContain('data: [DONE]');
  });

  it('waits while the receiver wants a pause', async () => {
    server.behave({ answer: 'x'.repeat(2_000_000), pieceBytes: 50_000 });
    let bytes = 0;
    let forwarding: Forwarding | undefined;
    const ended = new Promise<void>((resolve, reject) => {
      const receiver: ForwardReceiver = {
        head() {},
        piece(piece) {
          bytes += piece.length;
          return false;
        },
        end: resolve,
        refused: ({ error }) => reject(error),
        failed: reject,
      };
      forwarding = engine.forward(chat(), receiver);
    });
    const seen: number[] = [];
    for (let look = 0; look < 5; look++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      seen.push(bytes);
    }
    // Beyond what was already in the hands of the parser, nothing comes before it is resumed.
    expect(bytes).toBeLessThan(1_000_000);
    expect(seen.at(-1)).toBe(seen.at(-2));
    const resume = setInterval(() => forwarding?.resume(), 1);
    await ended;
    clearInterval(resume);
    expect(bytes).toBeGreaterThan(2_000_000);
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'ENGINE_REJECTED'],
    [401, 'ENGINE_REJECTED'],
    [404, 'ENGINE_REJECTED'],
    [429, 'ENGINE_OVERLOADED'],
    [500, 'ENGINE_REJECTED'],
    [503, 'ENGINE_OVERLOADED'],
  ])('with %i keeps its body, and has a code', async (status, code) => {
    const { body, error, ...rest } = await refusal({ fault: { kind: 'status', status, message: 'No.' } });
    expect(rest.status).toBe(status);
    expect(JSON.parse(body)).toMatchObject({ error: { message: 'No.' } });
    expect(error.code).toBe(code);
    expect(error.message).toBe(`local answered ${status}: No.`);
  });

  it('says when trying again makes sense', async () => {
    const { error } = await refusal({ fault: { kind: 'status', status: 429, retryAfter: '7' } });
    expect(error.retryAfterSeconds).toBe(7);
  });

  it('never gives the key away', async () => {
    const { body, error } = await refusal({
      fault: { kind: 'status', status: 401, message: `Wrong key ${KEY}` },
    });
    expect(body + error.message).not.toContain(KEY);
    expect(body).toContain('[key]');
  });

  it('without an end counts all the same', async () => {
    const { status, body } = await refusal({
      fault: { kind: 'status', status: 500, body: 'x'.repeat(200_000) },
    });
    expect([status, body]).toEqual([500, '']);
  });
});

describe('a failure', () => {
  const failure = async (behaviour: Behaviour, of = engine): Promise<[string, boolean]> => {
    server.behave(behaviour);
    return new Promise((resolve, reject) => {
      of.forward(chat(), {
        head() {},
        piece: () => true,
        end: () => reject(new TypeError('it ended')),
        refused: ({ error }) => reject(error),
        failed: (error, sent) => resolve([codeOf(error), sent]),
      });
    });
  };

  it.each([
    ['a reset', { kind: 'reset' }, 'ENGINE_UNREACHABLE'],
    ['a cut', { kind: 'cut' }, 'ENGINE_BAD_ANSWER'],
  ] as const)('is told of %s', async (_, fault, code) => {
    expect(await failure({ fault })).toEqual([code, true]);
  });

  it('tells that nothing was sent where nobody listens', async () => {
    await server.close();
    expect(await failure({})).toEqual(['ENGINE_UNREACHABLE', false]);
  });

  it('is told of too long a silence', async () => {
    await engine.close();
    engine = open({
      connections: { connections_max: 1, connections_min: 0, connection_idle_s: 4, silence_s: 1 },
    });
    expect(await failure({ fault: { kind: 'stall' } })).toEqual(['ENGINE_TIMEOUT', true]);
  });

  it('is told of an answer that is too long', async () => {
    await engine.close();
    engine = open({ maxAnswerBytes: 100 });
    expect(await failure({ answer: 'x'.repeat(1000) })).toEqual(['ENGINE_BAD_ANSWER', true]);
  });

  it('is told once when it is cancelled, also before it was sent', async () => {
    server.behave({ fault: { kind: 'hang' } });
    const told: unknown[] = [];
    const receiver: ForwardReceiver = {
      head() {},
      piece: () => true,
      end: () => told.push('end'),
      refused: () => told.push('refused'),
      failed: (error, sent) => told.push([codeOf(error), sent]),
    };
    const error = new AccordError(engineErrors.ENGINE_CANCELLED);
    const early = engine.forward(chat(), receiver);
    early.cancel(error);
    early.cancel(error);
    const began = server.nextRequest();
    const late = engine.forward(chat(), receiver);
    const { outcome } = await began;
    late.cancel(error);
    late.resume();
    expect(await outcome).toBe('disconnected');
    expect(told.at(-1)).toEqual(['ENGINE_CANCELLED', true]);
    expect(told).toHaveLength(2);
  });
});
