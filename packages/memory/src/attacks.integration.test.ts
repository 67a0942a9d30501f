import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chained, eventOf, GENESIS, headOf, signedHead, type StoredEvent } from './events.ts';
import type { MemoryStore } from './memory-store.ts';
import { openRig, type Place, sqlitePlace } from './testing/rig.ts';

/** Whoever can write to the database, and to the file beside it, but has not the key of the operator. */
let place: Place;
let sql: SqlDatabase;
let store: MemoryStore;
let witness: string;
beforeEach(async () => {
  place = sqlitePlace();
  sql = await place.openSql();
  store = await openRig({ folder: place.folder, sql });
  const memory = store.tenant('acme');
  for (let index = 1; index <= 8; index++) {
    await memory.store({
      memoryClass: 'legal',
      key: `k${index}`,
      content: { kind: 'text', text: `clause ${index}` },
    });
  }
  witness = join(place.folder, 'memory.head');
});
afterEach(async () => {
  await store.close();
  await sql.close();
  await place.remove();
});

const change = (statement: string, ...row: (string | bigint | Uint8Array)[]): Promise<void> =>
  sql.write([{ sql: statement, rows: [row] }]);
const events = async (): Promise<readonly StoredEvent[]> =>
  (await sql.all('SELECT * FROM memory_events ORDER BY seq', [])).map(eventOf);
const head = async () => headOf((await sql.all('SELECT * FROM memory_heads', []))[0] ?? {});
const found = async (): Promise<string[]> =>
  (await store.verify()).chain.map(({ kind, seq }) => `${kind} ${seq}`);
/** Writes the chain anew from some event on, so that it fits in itself. */
async function rehash(from: number, edit: (event: StoredEvent) => StoredEvent): Promise<void> {
  const all = await events();
  let last: Pick<StoredEvent, 'seq' | 'hash'> = all.find(({ seq }) => seq === from - 1) ?? GENESIS;
  for (const event of all.filter(({ seq }) => seq >= from).map(edit)) {
    const [made = event] = chained(last, [event], event.at);
    last = made;
    const { subject, previous, hash, seq } = made;
    await change(
      'UPDATE memory_events SET subject = ?, previous = ?, hash = ? WHERE seq = ?',
      subject,
      previous,
      hash,
      BigInt(seq),
    );
  }
}
const forged = generateKeyPairSync('ed25519').privateKey;

describe('the ledger of the memory', () => {
  it('is in order while nobody has touched it', async () => {
    expect(await found()).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    [
      'changes what happened',
      () => change("UPDATE memory_events SET kind = 'forget' WHERE seq = ?", 3n),
      ['event_changed 3'],
    ],
    [
      'changes what it happened to',
      () => change("UPDATE memory_events SET subject = '{}' WHERE seq = ?", 3n),
      ['event_changed 3'],
    ],
    [
      'changes when it happened',
      () => change('UPDATE memory_events SET at = at + 1 WHERE seq = ?', 5n),
      ['event_changed 5'],
    ],
    [
      'changes whose it was',
      () => change("UPDATE memory_events SET tenant = 'other' WHERE seq = ?", 1n),
      ['event_changed 1'],
    ],
    ['takes one out', () => change('DELETE FROM memory_events WHERE seq = ?', 4n), ['event_missing 4']],
    ['takes the first out', () => change('DELETE FROM memory_events WHERE seq = ?', 1n), ['event_missing 1']],
    [
      'cuts off the end',
      () => change('DELETE FROM memory_events WHERE seq > ?', 6n),
      ['truncated 7', 'truncated 7'],
    ],
    [
      'takes one out and closes the gap',
      async () => {
        await change('DELETE FROM memory_events WHERE seq = ?', 4n);
        for (let seq = 5n; seq <= 8n; seq++) {
          await change('UPDATE memory_events SET seq = seq - 1 WHERE seq = ?', seq);
        }
      },
      [
        'event_changed 4',
        'event_unlinked 4',
        'event_changed 5',
        'event_changed 6',
        'event_changed 7',
        'truncated 8',
        'truncated 8',
      ],
    ],
    [
      'puts two in another order',
      async () => {
        for (const [from, to] of [
          [3n, 99n],
          [4n, 3n],
          [99n, 4n],
        ] as const) {
          await change('UPDATE memory_events SET seq = ? WHERE seq = ?', to, from);
        }
      },
      ['event_changed 3', 'event_unlinked 3', 'event_changed 4', 'event_unlinked 4', 'event_unlinked 5'],
    ],
    [
      'adds one at the end',
      async () => {
        const [made] = chained(await head(), [{ tenant: 'acme', kind: 'forget', subject: '{}' }], 1);
        if (made === undefined) throw new Error('nothing made');
        const { seq, at, tenant, kind, subject, previous, hash } = made;
        await change(
          'INSERT INTO memory_events (seq, at, tenant, kind, subject, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
          BigInt(seq),
          BigInt(at),
          tenant,
          kind,
          subject,
          previous,
          hash,
        );
      },
      ['head_behind 9'],
    ],
    [
      'adds one at the end and signs it with a key of his own',
      async () => {
        const [made] = chained(await head(), [{ tenant: 'acme', kind: 'forget', subject: '{}' }], 1);
        if (made === undefined) throw new Error('nothing made');
        const { seq, at, tenant, kind, subject, previous, hash } = made;
        await change(
          'INSERT INTO memory_events (seq, at, tenant, kind, subject, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
          BigInt(seq),
          BigInt(at),
          tenant,
          kind,
          subject,
          previous,
          hash,
        );
        const { signature } = signedHead(forged, made);
        await change(
          'UPDATE memory_heads SET seq = ?, hash = ?, signature = ?',
          BigInt(seq),
          hash,
          signature,
        );
      },
      ['head_forged 9'],
    ],
    [
      'changes one and writes all that follow anew',
      () => rehash(3, (event) => ({ ...event, subject: event.seq === 3 ? '{}' : event.subject })),
      ['rewritten 8', 'rewritten 8'],
    ],
    [
      'cuts off the end and puts back the head of that time',
      async () => {
        const before = await head();
        await store.tenant('acme').forget('k1');
        await change('DELETE FROM memory_events WHERE seq > ?', 8n);
        const { seq, hash, signature } = before;
        await change(
          'UPDATE memory_heads SET seq = ?, hash = ?, signature = ?',
          BigInt(seq),
          hash,
          signature,
        );
      },
      ['truncated 9'],
    ],
    ['takes the head away', () => change('DELETE FROM memory_heads WHERE id = ?', 1n), ['head_missing 8']],
    [
      'takes everything away',
      async () => {
        await change('DELETE FROM memory_events WHERE seq > ?', 0n);
        await change('DELETE FROM memory_heads WHERE id = ?', 1n);
      },
      ['head_missing 0', 'truncated 1'],
    ],
    ['takes the witness away', async () => rmSync(witness), ['witness_missing 8']],
    [
      'changes the witness',
      async () => writeFileSync(witness, readFileSync(witness, 'utf8').replace(/^8 /, '7 ')),
      ['witness_forged 7'],
    ],
  ])('tells of one who %s', async (_, attack, findings) => {
    await attack();
    expect(await found()).toEqual(findings);
  });

  it('tells as well of contents that were changed', async () => {
    await change("UPDATE memory_contents SET frame = x'00' WHERE level > ?", 0n);
    expect((await store.verify()).damaged).toHaveLength(8);
  });
});
