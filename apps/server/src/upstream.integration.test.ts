import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Health, Problem } from '@accord/contract';
import { type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';
import { wordsDomain } from './testing/words-domain.ts';

/** The running server with a model server and another to fall back to, each of which sees what is asked of it. */
let folder: string;
let first: ModelServer;
let second: ModelServer;
let server: RunningServer;
let lines: Record<string, unknown>[];

const saying = (word: string): { readonly answer: string } => ({ answer: JSON.stringify({ word }) });
const HANGING = { fault: { kind: 'hang' } } as const;

async function start(): Promise<void> {
  server = await startServer({
    env: {
      PORT: '0',
      ACCORD_DATA_DIR: folder,
      ACCORD_ROLES_INTERPRETER_DRIVER: 'openai',
      ACCORD_ROLES_INTERPRETER_BASE_URL: first.baseUrl,
      ACCORD_ROLES_INTERPRETER_MODEL: 'first',
      ACCORD_ROLES_INTERPRETER_FALLBACK_1_DRIVER: 'openai',
      ACCORD_ROLES_INTERPRETER_FALLBACK_1_BASE_URL: second.baseUrl,
      ACCORD_ROLES_INTERPRETER_FALLBACK_1_MODEL: 'second',
    },
    domains: [wordsDomain],
    dashboardFolder: folder,
    logDestination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-upstream-'));
  lines = [];
  first = await startModelServer({ model: 'first', behaviour: saying('first') });
  second = await startModelServer({ model: 'second', behaviour: saying('second') });
  await start();
});
afterEach(async () => {
  await server.stop();
  await Promise.all([first.close(), second.close()]);
  rmSync(folder, { recursive: true });
});

interface Sending {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

const post = (path: string, { headers, ...init }: Sending = {}): Promise<Response> =>
  fetch(`${server.address}${path}`, {
    method: 'POST',
    body: '{"text":"oh"}',
    ...init,
    headers: { 'content-type': 'application/json', ...headers },
  });
const chats = ({ requests }: ModelServer) => requests.filter(({ path }) => path === '/chat/completions');
const metrics = async (): Promise<string> => (await fetch(`${server.address}/metrics`)).text();
const health = async (): Promise<Health> =>
  (await (await fetch(`${server.address}/api/health`)).json()) as Health;

describe('a fault of the program', () => {
  it.each(['prompt', 'take', 'finish'])('in %s is a 500 and no reason to fall back', async (part) => {
    const reply = await post(`/api/faulty/${part}`);
    expect(reply.status).toBe(500);
    const problem = (await reply.json()) as Problem;
    expect(problem).toMatchObject({ code: 'INTERNAL', status: 500, instance: expect.any(String) });
    expect(JSON.stringify(problem)).not.toMatch(/word|TypeError/);
    // Neither another engine, nor the rules, nor half the tokens.
    expect(chats(second)).toEqual([]);
    expect(chats(first).length).toBe(part === 'prompt' ? 0 : 1);
    expect(await metrics()).toContain(
      `accord_tasks_total{task="words.${part}",mode="fast",outcome="failed"} 1`,
    );
    expect(await metrics()).not.toMatch(/^downshift_total\{/m);
  });

  it('alerts: it is counted, degrades the health until another program is started, and is in the log', async () => {
    expect(await metrics()).toContain('accord_bugs_total 0\n');
    expect((await health()).components['bugs']).toMatchObject({ status: 'HEALTHY' });
    const { instance } = (await (await post('/api/faulty/take')).json()) as Problem;
    expect(await metrics()).toContain('accord_bugs_total 1\n');
    const told = await health();
    expect(told.status).toBe('DEGRADED');
    expect(told.components['bugs']).toMatchObject({
      status: 'DEGRADED',
      detail: expect.stringMatching(/^1 since the start, the last at \S+ in POST \/api\/faulty\/take; /),
    });
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 50,
        message: 'bug',
        id: instance,
        where: 'POST /api/faulty/take',
        err: expect.objectContaining({ type: 'TypeError' }),
      }),
    );
    expect((await post('/api/word')).status).toBe(200);
    expect((await health()).components['bugs']?.status).toBe('DEGRADED');
    await server.stop();
    await start();
    expect((await health()).components['bugs']?.status).toBe('HEALTHY');
  });

  it('is told apart from a fault of an engine, which is fallen back from and is no bug', async () => {
    first.behave({ fault: { kind: 'status', status: 500 } });
    const reply = await post('/api/word');
    expect(await reply.json()).toMatchObject({ word: { word: 'second' } });
    expect(await metrics()).toContain('accord_bugs_total 0\n');
  });
});

describe('the call to the model', () => {
  it.each([
    ['before it answers', HANGING],
    ['in the middle of its answer', { ...saying('first'), fault: { kind: 'stall', afterBytes: 20 } }],
  ] as const)('is broken off when the client goes away %s', async (_, behaviour) => {
    first.behave(behaviour);
    const leaving = new AbortController();
    const arrived = first.nextRequest();
    const left = post('/api/word', { signal: leaving.signal });
    const { outcome } = await arrived;
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(await outcome).toBe('disconnected');
    expect(chats(second)).toEqual([]);
  });

  it('goes on while another client waits for the same, and ends with the last', async () => {
    first.behave(HANGING);
    const [one, other] = [new AbortController(), new AbortController()];
    const arrived = first.nextRequest();
    const gone = post('/api/word', { signal: one.signal });
    const { outcome } = await arrived;
    const waiting = post('/api/word', { signal: other.signal });
    await expect.poll(metrics, { timeout: 10_000 }).toContain('accord_bugs_total 0');
    let ended = false;
    void outcome.then(() => (ended = true));
    one.abort();
    await expect(gone).rejects.toThrow();
    // A request of its own says that the server has seen to everything that came before.
    await health();
    expect(ended).toBe(false);
    other.abort();
    await expect(waiting).rejects.toThrow();
    expect(await outcome).toBe('disconnected');
    expect(chats(first).length).toBe(1);
  });

  it('is broken off when the deadline of the request has passed, and the client is told', async () => {
    first.behave(HANGING);
    second.behave(HANGING);
    const arrived = first.nextRequest();
    const reply = await post('/api/word', { headers: { 'x-accord-timeout-ms': '1500' } });
    expect(await (await arrived).outcome).toBe('disconnected');
    // What was left of the time went into something else than waiting: the answer is by rules, and says so.
    expect(await reply.json()).toMatchObject({ word: { word: 'by rules' }, meta: { reliability: 'low' } });
  });
});

it('how the models stand is in the metrics', async () => {
  const both = async (name: string): Promise<(string | undefined)[]> => {
    const lines = (await metrics()).split('\n');
    return ['first', 'second'].map(
      (model) => lines.find((line) => line.startsWith(`${name}{model="openai/${model}"`))?.split(' ')[1],
    );
  };
  expect(await both('model_health_status')).toEqual(['1', '1']);
  expect(await both('breaker_state')).toEqual(['0', '0']);
  expect(await both('queue_size')).toEqual(['0', '0']);
  expect(await both('accord_embedding_batch_size')).toEqual(['10', '10']);

  first.behave({ fault: { kind: 'status', status: 500 } });
  for (let call = 0; call < 5; call++) {
    const reply = await post('/api/word', { headers: { 'cache-control': 'no-cache' } });
    expect(await reply.json()).toMatchObject({ word: { word: 'second' } });
  }
  expect(await both('model_health_status')).toEqual(['0', '1']);
  expect(await both('breaker_state')).toEqual(['2', '0']);
  expect(await metrics()).toMatch(/^downshift_total\{from="fast",to="fast",reason="engine_failed"\} 5$/m);
});
