import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryMonitoringSchema } from '@accord/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Served, serve } from './testing/served.ts';

const COUNT = 60;
const WHICH = { tenant: 'local', className: 'chat' };
const lineAt = (at: number): string => JSON.stringify({ id: `note-${at}`, said: `moss and rain ${at}` });

let served: Served;
let path: string;
beforeEach(async () => {
  served = await serve();
  path = join(tmpdir(), `accord-legacy-${process.pid}-${performance.now()}.jsonl`);
  writeFileSync(path, Array.from({ length: COUNT }, (_, at) => `${lineAt(at)}\n`).join(''));
});
afterEach(async () => {
  await served.close();
  rmSync(path);
});

async function post(action: string, payload: object) {
  const headers = { 'content-type': 'application/json' };
  const url = `/api/v1/memory/${action}`;
  const reply = await served.ask(undefined, {
    method: 'POST',
    url,
    headers,
    payload: JSON.stringify(payload),
  });
  return { status: reply.statusCode, json: reply.json() };
}
const recall = async (at: number) => post('recall', { class: 'chat', key: `note-${at}` });
const source = () => ({ kind: 'json_lines', path, key_field: 'id' }) as const;

describe('a class that is migrated while it is served', () => {
  it('is read from the legacy store, then from both, then from the memory, and every write is in both', async () => {
    const { migrations } = served.accord.memory;
    await migrations.start(WHICH, source(), 0.5);
    expect((await recall(1)).json).toMatchObject({ tier: 'legacy', id: null, json: { id: 'note-1' } });
    expect(await migrations.copy(WHICH)).toBe(COUNT);
    await migrations.read(WHICH, 'hybrid', undefined);
    const tiers = [];
    for (let at = 0; at < COUNT; at++) tiers.push((await recall(at)).json.tier);
    // By the hashes of the keys, about a half.
    expect(tiers.filter((tier) => tier === 'legacy').length).toBe(29);
    const later = { id: 'note-3', said: 'later' };
    const about = { class: 'chat', key: 'note-3' };
    expect(await post('store', { ...about, json: later, metadata: { by: 'a' } })).toMatchObject({
      status: 200,
    });
    expect(readFileSync(path, 'utf8')).toContain(`${JSON.stringify(later)}\n`);
    expect(await migrations.cutOver(WHICH)).toMatchObject({ compared: COUNT, diverged: 0 });
    expect((await recall(3)).json).toMatchObject({
      json: later,
      metadata: { by: 'a' },
      id: expect.any(String),
    });
    expect((await post('search', { text: 'moss and rain 59' })).json.found[0]).toMatchObject({
      key: 'note-59',
    });
    await migrations.finish(WHICH);
    await post('store', { ...about, json: { id: 'note-3', said: 'last' } });
    expect(readFileSync(path, 'utf8')).not.toContain('last');
  });

  it('is told of with its divergence, and refused to cut over above half a percent', async () => {
    const { migrations, monitoring } = served.accord.memory;
    await served.accord.memory.remember('local', { class: 'chat', key: 'note-1', text: 'something else' });
    await migrations.start(WHICH, source(), 1);
    await migrations.read(WHICH, 'hybrid', undefined);
    // Nothing was copied, so that the memory has nothing, or something else.
    expect((await recall(1)).json).toMatchObject({ tier: 'legacy', json: { id: 'note-1' } });
    expect((await recall(2)).json).toMatchObject({ tier: 'legacy' });
    await expect(migrations.cutOver(WHICH)).rejects.toMatchObject({ code: 'MEMORY_CUT_OVER_REFUSED' });
    await expect.poll(async () => (await monitoring()).divergence_rate).toBe(1);
    await migrations.copy(WHICH);
    await migrations.cutOver(WHICH);
    await migrations.rollBack(WHICH);
    const reply = await served.ask(undefined, { method: 'GET', url: '/monitoring/memory' });
    expect(memoryMonitoringSchema.parse(reply.json()).migrations).toMatchObject([
      { tenant: 'local', class: 'chat', mode: 'legacy', compared: 2, diverged: 2 },
    ]);
  });

  it('refuses what the legacy store cannot do', async () => {
    const { migrations } = served.accord.memory;
    await migrations.start(WHICH, source(), 1);
    await migrations.copy(WHICH);
    const about = { class: 'chat', key: 'note-1' };
    expect(await post('store', { ...about, json: { id: 'note-1' }, valid_from: 1 })).toMatchObject({
      status: 409,
      json: { code: 'MEMORY_MIGRATING', field: 'valid_from' },
    });
    expect(await post('forget', about)).toMatchObject({ status: 409, json: { code: 'MEMORY_MIGRATING' } });
    expect(await post('forget', { id: '1' })).toMatchObject({ status: 409 });
    await expect(migrations.start(WHICH, source(), 1)).rejects.toMatchObject({ code: 'MEMORY_MIGRATING' });
    await expect(migrations.finish(WHICH)).rejects.toMatchObject({ code: 'MEMORY_MIGRATING' });
    expect(await post('store', { class: 'finance', key: 'other', text: 'of another class' })).toMatchObject({
      status: 200,
    });
    await migrations.abandon(WHICH);
    expect(await post('forget', about)).toMatchObject({ status: 200, json: { forgotten: 1 } });
  });
});
