import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStore, TenantMemory } from '../store.ts';
import { openRig, type Place, sqlitePlace } from '../testing/rig.ts';
import { digestOf, eventOf, type LedgerEvent, signatureOf } from './event.ts';

const TENANT = 'acme';
let place: Place;
let sql: SqlDatabase;
let store: MemoryStore;
let memory: TenantMemory;

/** Events 1 … 9: a batch of three, four single records, one forgotten, one more. */
beforeEach(async () => {
  place = sqlitePlace();
  sql = await place.openSql();
  store = await openRig({ folder: place.folder, sql });
  memory = await store.tenant(TENANT);
  await memory.storeBatch(['a', 'b', 'c'].map((content) => ({ class: 'legal', content })));
  for (const content of ['d', 'e', 'f', 'g']) await memory.store({ class: 'legal', content });
  await memory.forget({ id: '5' });
  await memory.store({ class: 'legal', content: 'h' });
  await closed();
});
afterEach(async () => {
  await store.close();
  await sql.close();
  await place.remove();
});

/** What the attacker finds: the database and the files, while nobody uses them. */
async function closed(): Promise<void> {
  await store.close();
  store = await openRig({ folder: place.folder, sql });
  memory = await store.tenant(TENANT);
}

async function events(): Promise<LedgerEvent[]> {
  return (await sql.all('SELECT * FROM memory_events ORDER BY seq', [])).map(eventOf);
}

async function eventAt(seq: number): Promise<LedgerEvent> {
  const found = (await events()).find((event) => event.seq === seq);
  if (found === undefined) throw new Error(`there is no event ${seq}`);
  return found;
}

const run = async (statement: string, ...cells: (string | bigint | Uint8Array | null)[]) =>
  sql.write([{ sql: statement, rows: [cells] }]);

async function put(event: LedgerEvent): Promise<void> {
  const { seq, at, kind, detail, closes, digest, signature } = event;
  await run('DELETE FROM memory_events WHERE seq = ?', BigInt(seq));
  await run(
    'INSERT INTO memory_events (tenant, seq, at, kind, detail, closes, digest, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    TENANT,
    BigInt(seq),
    BigInt(at),
    kind,
    detail,
    closes ? 1n : 0n,
    digest,
    signature ?? null,
  );
}

/** The chain made right again from an event on, by who has no key. */
async function rehashFrom(seq: number): Promise<void> {
  let { digest } = seq === 1 ? { digest: new Uint8Array(32) } : await eventAt(seq - 1);
  for (const event of (await events()).filter((each) => each.seq >= seq)) {
    digest = digestOf(TENANT, digest, event);
    await put({ ...event, digest });
  }
}

const anchorFile = (): string => {
  const [name = ''] = readdirSync(join(place.folder, 'heads'));
  return join(place.folder, 'heads', name);
};

const foreign = generateKeyPairSync('ed25519');

describe('attacks on the ledger', () => {
  const named = async (witness?: Awaited<ReturnType<TenantMemory['head']>>) => {
    const { ledger, store: findings } = await memory.verify({ witness });
    return [...ledger, ...findings];
  };

  it('leaves an honest one alone', async () => {
    expect(await named(await memory.head())).toEqual([]);
  });

  it('names a changed payload', async () => {
    await put({ ...(await eventAt(4)), detail: '{"proof":"00"}' });
    expect(await named()).toContainEqual({ kind: 'event_changed', seq: 4 });
  });

  it('names a changed time', async () => {
    const event = await eventAt(2);
    await put({ ...event, at: event.at + 1 });
    expect(await named()).toEqual([{ kind: 'event_changed', seq: 2 }]);
  });

  it('names a changed payload whose digest was made right', async () => {
    const event = { ...(await eventAt(6)), kind: 'aged' };
    await put({ ...event, digest: digestOf(TENANT, (await eventAt(5)).digest, event) });
    expect(await named()).toEqual(
      expect.arrayContaining([
        { kind: 'signature_invalid', seq: 6 },
        { kind: 'event_changed', seq: 7 },
      ]),
    );
  });

  it('names a changed payload after which the whole chain was made right', async () => {
    await put({ ...(await eventAt(2)), detail: '{"proof":"00"}' });
    await rehashFrom(2);
    const findings = await named();
    for (const seq of [3, 4, 9]) expect(findings).toContainEqual({ kind: 'signature_invalid', seq });
    expect(findings).toContainEqual({ kind: 'ledger_rewritten', seq: 9, by: 'anchor' });
    expect(findings).toContainEqual({ kind: 'record_changed', record: '2' });
  });

  it('names a removed event', async () => {
    await run('DELETE FROM memory_events WHERE seq = ?', 4n);
    expect(await named()).toEqual([
      { kind: 'events_missing', from: 4, to: 4 },
      { kind: 'record_without_event', record: '4' },
    ]);
  });

  it('names a removed event after which the others were numbered anew', async () => {
    await run('DELETE FROM memory_events WHERE seq = ?', 4n);
    for (const seq of [5n, 6n, 7n, 8n, 9n])
      await run('UPDATE memory_events SET seq = ? WHERE seq = ?', seq - 1n, seq);
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 4 });
    expect(findings).toContainEqual({ kind: 'ledger_truncated', last: 8, known: 9, by: 'anchor' });
  });

  it('names events that changed places', async () => {
    const [one, other] = [await eventAt(6), await eventAt(7)];
    await put({ ...other, seq: 6 });
    await put({ ...one, seq: 7 });
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'event_moved', seq: 6, from: 7 });
    expect(findings).toContainEqual({ kind: 'event_moved', seq: 7, from: 6 });
  });

  it('names an end that was cut off', async () => {
    await run('DELETE FROM memory_events WHERE seq >= ?', 8n);
    expect(await named()).toContainEqual({ kind: 'ledger_truncated', last: 7, known: 9, by: 'anchor' });
  });

  it('names an end that was cut off within a transaction', async () => {
    rmSync(anchorFile());
    await run('DELETE FROM memory_events WHERE seq >= ?', 3n);
    expect(await named()).toContainEqual({ kind: 'events_missing', from: 3, to: 3 });
  });

  it('names a ledger that was cut off whole', async () => {
    await run('DELETE FROM memory_events WHERE tenant = ?', TENANT);
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'ledger_truncated', last: 0, known: 9, by: 'anchor' });
    expect(findings).toContainEqual({ kind: 'record_without_event', record: '1' });
  });

  it('names an old state put back whole, by the head that was kept elsewhere', async () => {
    const witness = await memory.head();
    rmSync(anchorFile());
    await run('DELETE FROM memory_events WHERE seq >= ?', 9n);
    await run('DELETE FROM memory_records WHERE seq >= ?', 9n);
    expect(await named(witness)).toContainEqual({
      kind: 'ledger_truncated',
      last: 8,
      known: 9,
      by: 'witness',
    });
  });

  it('names an old head put in the place of the last one', async () => {
    const old = await eventAt(7);
    await put({ ...old, seq: 9 });
    expect(await named()).toEqual(
      expect.arrayContaining([
        { kind: 'event_duplicated', seq: 9, of: 7 },
        { kind: 'ledger_rewritten', seq: 9, by: 'anchor' },
      ]),
    );
  });

  it('names signatures that changed places', async () => {
    const [one, other] = [await eventAt(6), await eventAt(7)];
    await put({ ...one, signature: other.signature });
    await put({ ...other, signature: one.signature });
    expect(await named()).toEqual([
      { kind: 'signature_invalid', seq: 6 },
      { kind: 'signature_invalid', seq: 7 },
    ]);
  });

  it('names a signature that is gone', async () => {
    await put({ ...(await eventAt(6)), signature: undefined });
    expect(await named()).toEqual([{ kind: 'signature_missing', seq: 6 }]);
  });

  it('names a signature by another key', async () => {
    const last = await eventAt(9);
    const event = { ...last, seq: 10, kind: 'aged' };
    const digest = digestOf(TENANT, last.digest, event);
    await put({ ...event, digest, signature: signatureOf(foreign, TENANT, { seq: 10, digest }) });
    expect(await named()).toEqual([{ kind: 'signature_invalid', seq: 10 }]);
  });

  it('names an event that was added at the end without a signature', async () => {
    const last = await eventAt(9);
    const event = { ...last, seq: 10, kind: 'aged', closes: false, signature: undefined };
    await put({ ...event, digest: digestOf(TENANT, last.digest, event) });
    expect(await named()).toEqual([{ kind: 'events_missing', from: 11, to: 11 }]);
  });

  it('names an event that was added in between', async () => {
    for (const seq of [9n, 8n, 7n])
      await run('UPDATE memory_events SET seq = ? WHERE seq = ?', seq + 1n, seq);
    const event = { ...(await eventAt(6)), seq: 7, kind: 'aged', closes: false, signature: undefined };
    await put({ ...event, digest: digestOf(TENANT, (await eventAt(6)).digest, event) });
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 8 });
    expect(findings).toContainEqual({ kind: 'ledger_rewritten', seq: 9, by: 'anchor' });
  });

  it('names an event that is there twice', async () => {
    await put({ ...(await eventAt(9)), seq: 10 });
    expect(await named()).toContainEqual({ kind: 'event_duplicated', seq: 10, of: 9 });
  });

  it('names an event of another tenant', async () => {
    const other = await store.tenant('other');
    await other.store({ class: 'legal', content: 'x' });
    await run('DELETE FROM memory_events WHERE tenant = ? AND seq = ?', TENANT, 1n);
    await run('UPDATE memory_events SET tenant = ? WHERE tenant = ?', TENANT, 'other');
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 1 });
    expect(findings).toContainEqual({ kind: 'event_changed', seq: 1 });
  });

  it('still names an end that was cut off when more was appended since', async () => {
    await run('DELETE FROM memory_events WHERE seq >= ?', 8n);
    await run('DELETE FROM memory_records WHERE seq >= ?', 8n);
    await closed();
    for (const content of ['i', 'j', 'k']) await memory.store({ class: 'legal', content });
    await closed();
    expect(await named()).toContainEqual({ kind: 'ledger_rewritten', seq: 9, by: 'anchor' });
  });

  it('names an anchor that was forged', async () => {
    const head = await memory.head();
    writeFileSync(anchorFile(), JSON.stringify({ ...head, seq: 3 }));
    expect(await named()).toEqual([{ kind: 'head_invalid', by: 'anchor' }]);
    writeFileSync(anchorFile(), readFileSync(anchorFile()).subarray(0, 20));
    expect(await named()).toEqual([{ kind: 'head_invalid', by: 'anchor' }]);
  });

  it('names what was done to records behind its back', async () => {
    await run('DELETE FROM memory_records WHERE seq = ?', 2n);
    await run('UPDATE memory_records SET valid_from = ? WHERE seq = ?', 5n, 3n);
    await run(
      'UPDATE memory_records SET address = (SELECT address FROM memory_records WHERE seq = 6) WHERE seq = ?',
      4n,
    );
    const kinds = (await named()).map((finding) =>
      'record' in finding ? `${finding.kind} ${finding.record}` : finding.kind,
    );
    expect(kinds.sort()).toEqual([
      'record_changed 3',
      'record_changed 4',
      'record_missing 2',
      'references_differ',
      'references_differ',
      'references_differ',
    ]);
  });
});
