import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReplySchema, runsReplySchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-run-routes-'));
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
    dashboardFolder: join(folder, 'dashboard'),
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function read(address: string) {
  const reply = await fetch(`${server.address}${address}`);
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect of it
  const json: any = await reply.json();
  return { status: reply.status, json };
}

/** An id of the second given. */
const idOf = (second: number): string => {
  const time = (second * 1000).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};

function keep(second: number, lines: readonly (object | string)[]): string {
  const id = idOf(second);
  mkdirSync(join(folder, 'runs'), { recursive: true });
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  writeFileSync(join(folder, 'runs', `${id}.jsonl`), `${text}\n`);
  return id;
}

const training = (steps = 2048) => ({
  kind: 'start',
  what: 'train',
  name: 'cartpole',
  method: 'ppo',
  preset: 'fast',
  seed: 7,
  steps,
  parameters: { epochs: 5 },
});
const search = {
  kind: 'start',
  what: 'optimize',
  name: 'zdt1',
  method: 'nsga2',
  seed: 1,
  evaluations: 20_000,
};
const progress = (step: number, reward?: number) => ({
  kind: 'progress',
  step,
  kl: step / 1e6,
  ...(reward !== undefined && { reward }),
});

describe('/api/runs', () => {
  it('lists nothing before the first run, and the newest first after', async () => {
    expect(await read('/api/runs')).toEqual({ status: 200, json: { runs: [], kept: 0, unreadable: 0 } });
    const done = keep(100, [training(), progress(2048, 20), { kind: 'end', step: 2048, reason: 'steps' }]);
    const stopped = keep(200, [
      search,
      { kind: 'progress', step: 100, generation: 0, front: 9, hypervolume: 0.1 },
      { kind: 'end', step: 100, reason: 'stopped' },
    ]);
    const failed = keep(300, [
      training(),
      progress(512),
      { kind: 'end', step: 0, reason: 'failed', code: 'PPO_CHECKPOINT_INVALID' },
    ]);
    const open = keep(400, [training(), progress(512), '{"kind":"prog']);
    keep(500, ['not a log']);
    writeFileSync(join(folder, 'runs', 'notes.jsonl'), '{}');

    const { runs, kept, unreadable } = runsReplySchema.parse((await read('/api/runs')).json);
    expect(runs.map(({ id, state, step, code }) => [id, state, step, code])).toEqual([
      [open, 'open', 512, null],
      [failed, 'failed', 512, 'PPO_CHECKPOINT_INVALID'],
      [stopped, 'stopped', 100, null],
      [done, 'finished', 2048, null],
    ]);
    expect([kept, unreadable]).toEqual([5, 1]);
    expect(runs.at(-1)).toMatchObject({
      what: 'train',
      name: 'cartpole',
      method: 'ppo',
      preset: 'fast',
      seed: 7,
      budget: 2048,
      started_at: 100_000,
    });
    expect((await read('/api/runs?limit=2')).json.runs).toHaveLength(1);
  });

  it('gives the curves of a run, what a killed process wrote twice left out', async () => {
    const id = keep(600, [
      training(),
      progress(512),
      progress(1024, 20),
      { kind: 'rollback', step: 1024, reason: 'kl' },
      '{"kind":"progress","st',
      { kind: 'resume', step: 512 },
      progress(1024, 21),
      { kind: 'rollback', step: 1024, reason: 'kl' },
      progress(1536, 30),
    ]);
    const run = runReplySchema.parse((await read(`/api/runs/${id}`)).json);
    expect(run).toMatchObject({ id, state: 'open', step: 1536, parameters: { epochs: 5 } });
    expect(run.steps).toEqual([512, 1024, 1536]);
    expect(run.curves).toEqual([
      { name: 'kl', values: [0.000512, 0.001024, 0.001536] },
      { name: 'reward', values: [null, 21, 30] },
    ]);
    expect(run.rollbacks).toEqual([{ step: 1024, reason: 'kl' }]);
  });

  it('thins out long curves, and reads the end of a long log for the list', async () => {
    const steps = Array.from({ length: 2001 }, (_, at) => progress((at + 1) * 512, at));
    const id = keep(700, [training(1e9), ...steps]);
    const run = runReplySchema.parse((await read(`/api/runs/${id}?points=101`)).json);
    expect(run.steps).toHaveLength(101);
    expect([run.steps[0], run.steps[50], run.steps[100]]).toEqual([512, 1001 * 512, 2001 * 512]);
    expect((await read('/api/runs?limit=1')).json.runs).toEqual([
      expect.objectContaining({ id, step: 2001 * 512, budget: 1e9 }),
    ]);
  });

  it('refuses with a code', async () => {
    const broken = keep(800, ['{"kind":"progress","step":1}']);
    const large = keep(900, [training(), ' '.repeat(5 * 2 ** 20)]);
    for (const [address, status, code] of [
      [`/api/runs/${idOf(1)}`, 404, 'RUN_NOT_FOUND'],
      ['/api/runs/..%2Faccord', 404, 'RUN_NOT_FOUND'],
      ['/api/runs/notes', 404, 'RUN_NOT_FOUND'],
      [`/api/runs/${broken}`, 500, 'RUN_UNREADABLE'],
      [`/api/runs/${large}`, 500, 'RUN_UNREADABLE'],
      [`/api/runs/${broken}?points=0`, 400, 'REQUEST_INVALID'],
      ['/api/runs?limit=many', 400, 'REQUEST_INVALID'],
      ['/api/runs?limit=201', 400, 'REQUEST_INVALID'],
      ['/api/runs?first=1', 400, 'REQUEST_UNKNOWN_FIELD'],
    ] as const) {
      expect([address, await read(address)]).toMatchObject([address, { status, json: { code } }]);
    }
  });

  it('is described, with what may be asked', async () => {
    const { paths } = (await read('/openapi.json')).json;
    expect(paths['/api/runs/{id}'].get).toMatchObject({
      operationId: 'readRun',
      parameters: [
        { name: 'id', in: 'path' },
        { name: 'points', in: 'query', schema: { type: 'integer', maximum: 2000, default: 500 } },
      ],
    });
    expect(paths['/api/runs'].get.security).toEqual([{ key: [] }, {}]);
  });
});
