import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStore, TenantMemory } from '../store.ts';
import { openRig, type Place, sqlitePlace } from '../testing/rig.ts';
import { PROOF_BYTES } from '../records/record-row.ts';
import { digestOf, eventOf, type LedgerEvent, signatureOf } from './event.ts';

const TENANT = 'acme';
/** The first tenant of the store. */
const TENANT_ID = 1n;
const NO_SIGNATURE = new Uint8Array();
const otherProof = new Uint8Array(PROOF_BYTES);
let place: Place;
let sql: SqlDatabase;
let store: MemoryStore;
let memory: TenantMemory;

/** Events 1 … 7: a batch of records 1 … 3, four single records 4 … 7, record 5 forgotten, record 8. */
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
  const { seq, at, kind, records, detail, digest, signature } = event;
  await run('DELETE FROM memory_events WHERE seq = ?', BigInt(seq));
  await run(
    'INSERT INTO memory_events (tenant, seq, at, kind, records, detail, digest, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    TENANT_ID,
    BigInt(seq),
    BigInt(at),
    kind,
    BigInt(records),
    detail,
    digest,
    signature,
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
    await put({ ...(await eventAt(4)), detail: otherProof });
    expect(await named()).toContainEqual({ kind: 'event_changed', seq: 4 });
  });

  it('names the one record whose proof was changed within a batch', async () => {
    const event = await eventAt(1);
    const detail = Uint8Array.from(event.detail);
    detail.set(otherProof, PROOF_BYTES);
    await put({ ...event, detail });
    expect(await named()).toEqual([
      { kind: 'event_changed', seq: 1 },
      { kind: 'record_changed', record: '2' },
    ]);
  });

  it('names the records whose proofs changed places within a batch', async () => {
    const event = await eventAt(1);
    const proofs = [0, 1, 2].map((at) => event.detail.subarray(at * PROOF_BYTES, (at + 1) * PROOF_BYTES));
    await put({ ...event, detail: Buffer.concat(proofs.toReversed()) });
    expect(await named()).toEqual([
      { kind: 'event_changed', seq: 1 },
      { kind: 'record_changed', record: '1' },
      { kind: 'record_changed', record: '3' },
    ]);
  });

  it('names a record that was cut out of a batch, and one that was put in its place', async () => {
    const event = await eventAt(1);
    await put({ ...event, detail: event.detail.subarray(PROOF_BYTES) });
    await run('DELETE FROM memory_records WHERE seq = ?', 1n);
    expect(await named()).toContainEqual({ kind: 'event_changed', seq: 1 });
    await run('UPDATE memory_records SET seq = ? WHERE seq = ?', 1n, 4n);
    expect(await named()).toEqual(
      expect.arrayContaining([
        { kind: 'record_without_event', record: '1' },
        { kind: 'record_missing', record: '4' },
      ]),
    );
  });

  it('names a changed number of records', async () => {
    const event = await eventAt(2);
    await put({ ...event, records: event.records + 1 });
    expect(await named()).toContainEqual({ kind: 'event_changed', seq: 2 });
  });

  it('names a changed time', async () => {
    const event = await eventAt(2);
    await put({ ...event, at: event.at + 1 });
    expect(await named()).toEqual([{ kind: 'event_changed', seq: 2 }]);
  });

  it('names a changed payload whose digest was made right', async () => {
    const event = { ...(await eventAt(4)), kind: 'aged' };
    await put({ ...event, digest: digestOf(TENANT, (await eventAt(3)).digest, event) });
    expect(await named()).toEqual(
      expect.arrayContaining([
        { kind: 'signature_invalid', seq: 4 },
        { kind: 'event_changed', seq: 5 },
      ]),
    );
  });

  it('names a changed payload after which the whole chain was made right', async () => {
    await put({ ...(await eventAt(2)), detail: otherProof });
    await rehashFrom(2);
    const findings = await named();
    for (const seq of [2, 3, 7]) expect(findings).toContainEqual({ kind: 'signature_invalid', seq });
    expect(findings).toContainEqual({ kind: 'ledger_rewritten', seq: 7, by: 'anchor' });
    expect(findings).toContainEqual({ kind: 'record_changed', record: '4' });
  });

  it('names a removed event', async () => {
    await run('DELETE FROM memory_events WHERE seq = ?', 2n);
    expect(await named()).toEqual([
      { kind: 'events_missing', from: 2, to: 2 },
      { kind: 'record_without_event', record: '4' },
    ]);
  });

  it('names a removed event after which the others were numbered anew', async () => {
    await run('DELETE FROM memory_events WHERE seq = ?', 2n);
    for (const seq of [3n, 4n, 5n, 6n, 7n])
      await run('UPDATE memory_events SET seq = ? WHERE seq = ?', seq - 1n, seq);
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 2 });
    expect(findings).toContainEqual({ kind: 'ledger_truncated', last: 6, known: 7, by: 'anchor' });
  });

  it('names events that changed places', async () => {
    const [one, other] = [await eventAt(4), await eventAt(5)];
    await put({ ...other, seq: 4 });
    await put({ ...one, seq: 5 });
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'event_moved', seq: 4, from: 5 });
    expect(findings).toContainEqual({ kind: 'event_moved', seq: 5, from: 4 });
  });

  it('names an end that was cut off', async () => {
    await run('DELETE FROM memory_events WHERE seq >= ?', 6n);
    expect(await named()).toContainEqual({ kind: 'ledger_truncated', last: 5, known: 7, by: 'anchor' });
  });

  it('names an end that was cut off with the head beside it, by the records that are left', async () => {
    rmSync(anchorFile());
    await run('DELETE FROM memory_events WHERE seq >= ?', 7n);
    expect(await named()).toEqual([{ kind: 'record_without_event', record: '8' }]);
  });

  it('names a ledger that was cut off whole', async () => {
    await run('DELETE FROM memory_events WHERE tenant = ?', TENANT_ID);
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'ledger_truncated', last: 0, known: 7, by: 'anchor' });
    expect(findings).toContainEqual({ kind: 'record_without_event', record: '1' });
  });

  it('names an old state put back whole, by the head that was kept elsewhere', async () => {
    const witness = await memory.head();
    rmSync(anchorFile());
    await run('DELETE FROM memory_events WHERE seq >= ?', 7n);
    await run('DELETE FROM memory_records WHERE seq >= ?', 8n);
    expect(await named(witness)).toContainEqual({
      kind: 'ledger_truncated',
      last: 6,
      known: 7,
      by: 'witness',
    });
  });

  it('names an old head put in the place of the last one', async () => {
    const old = await eventAt(5);
    await put({ ...old, seq: 7 });
    expect(await named()).toEqual(
      expect.arrayContaining([
        { kind: 'event_duplicated', seq: 7, of: 5 },
        { kind: 'ledger_rewritten', seq: 7, by: 'anchor' },
      ]),
    );
  });

  it('names signatures that changed places', async () => {
    const [one, other] = [await eventAt(4), await eventAt(5)];
    await put({ ...one, signature: other.signature });
    await put({ ...other, signature: one.signature });
    expect(await named()).toEqual([
      { kind: 'signature_invalid', seq: 4 },
      { kind: 'signature_invalid', seq: 5 },
    ]);
  });

  it('names a signature that is gone', async () => {
    await put({ ...(await eventAt(4)), signature: NO_SIGNATURE });
    expect(await named()).toEqual([{ kind: 'signature_missing', seq: 4 }]);
  });

  it('names a signature by another key', async () => {
    const last = await eventAt(7);
    const event = { ...last, seq: 8, kind: 'aged' };
    const digest = digestOf(TENANT, last.digest, event);
    await put({ ...event, digest, signature: signatureOf(foreign, TENANT, { seq: 8, digest }) });
    expect(await named()).toEqual([{ kind: 'signature_invalid', seq: 8 }]);
  });

  it('names an event that was added at the end without a signature', async () => {
    const last = await eventAt(7);
    const event = { ...last, seq: 8, kind: 'aged', signature: NO_SIGNATURE };
    await put({ ...event, digest: digestOf(TENANT, last.digest, event) });
    expect(await named()).toEqual([{ kind: 'signature_missing', seq: 8 }]);
  });

  it('names an event that was added in between', async () => {
    for (const seq of [7n, 6n, 5n])
      await run('UPDATE memory_events SET seq = ? WHERE seq = ?', seq + 1n, seq);
    const event = { ...(await eventAt(4)), seq: 5, kind: 'aged', signature: NO_SIGNATURE };
    await put({ ...event, digest: digestOf(TENANT, (await eventAt(4)).digest, event) });
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_missing', seq: 5 });
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 6 });
    expect(findings).toContainEqual({ kind: 'ledger_rewritten', seq: 7, by: 'anchor' });
  });

  it('names an event that is there twice', async () => {
    await put({ ...(await eventAt(7)), seq: 8 });
    expect(await named()).toContainEqual({ kind: 'event_duplicated', seq: 8, of: 7 });
  });

  it('names an event of another tenant', async () => {
    const other = await store.tenant('other');
    await other.store({ class: 'legal', content: 'x' });
    await run('DELETE FROM memory_events WHERE tenant = ? AND seq = ?', TENANT_ID, 1n);
    await run('UPDATE memory_events SET tenant = ? WHERE tenant = ?', TENANT_ID, 2n);
    const findings = await named();
    expect(findings).toContainEqual({ kind: 'signature_invalid', seq: 1 });
    expect(findings).toContainEqual({ kind: 'event_changed', seq: 1 });
  });

  it('still names an end that was cut off when more was appended since', async () => {
    await run('DELETE FROM memory_events WHERE seq >= ?', 6n);
    for (const table of ['records WHERE seq', 'contents WHERE id', 'frames WHERE id'])
      await run(`DELETE FROM memory_${table} >= ?`, 8n);
    await closed();
    for (const content of ['i', 'j', 'k']) await memory.store({ class: 'legal', content });
    await closed();
    expect(await named()).toContainEqual({ kind: 'ledger_rewritten', seq: 7, by: 'anchor' });
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
      'UPDATE memory_records SET content = (SELECT content FROM memory_records WHERE seq = 6) WHERE seq = ?',
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
