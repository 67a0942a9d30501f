import { AccordError } from '@accord/kernel';
import type { SqlRow } from '@accord/storage';
import type { SigningKeys } from './crypto/key-ring.ts';
import type { Anchor } from './ledger/anchor.ts';
import { detailOf, eventOf, type LedgerEvent } from './ledger/event.ts';
import { chainVerifier, MOST_FINDINGS } from './ledger/verify-chain.ts';
import { contentRowOf } from './records/content-row.ts';
import { PROOF_BYTES, proofOf, recordRowOf } from './records/record-row.ts';
import { bytesOrNone, hexOf, numberIn, packIn } from './tables/cells.ts';
import type { TenantParts } from './tenant-parts.ts';
import type { StoreFinding, VerifyOptions, VerifyReport } from './verify-report.ts';

const AT_ONCE = 1000;
/** An event of many records has many proofs. */
const EVENTS_AT_ONCE = 100;
const EVENTS = `SELECT * FROM memory_events WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${EVENTS_AT_ONCE}`;
const RECORDS = `SELECT r.*, c.address FROM memory_records r LEFT JOIN memory_contents c ON c.tenant = r.tenant AND c.id = r.content
  WHERE r.tenant = ? AND r.seq > ? ORDER BY r.seq LIMIT ${AT_ONCE}`;
const CONTENTS = `SELECT * FROM memory_kept WHERE tenant = ? AND id > ? ORDER BY id LIMIT 200`;
const PACKS = 'SELECT file FROM memory_packs WHERE tenant = ?';

export interface Verification {
  readonly parts: TenantParts;
  readonly signing: SigningKeys;
  readonly anchor: Anchor;
  readonly options: VerifyOptions;
}

/**
 * Reads the ledger, then the records, then the contents. It takes no lock: it runs as a change that writes nothing, so nothing of this
 * process comes in between; what another process does meanwhile makes it read again.
 */
export async function verifyTenant(verification: Verification): Promise<VerifyReport> {
  const { parts } = verification;
  for (let tries = 1; ; tries++) {
    const before = await lastSeq(parts);
    const report = await readAll(verification);
    if (tries === MOST_TRIES || (await lastSeq(parts)) === before) return report;
  }
}

const MOST_TRIES = 5;
const LAST = 'SELECT seq FROM memory_events WHERE tenant = ? ORDER BY seq DESC LIMIT 1';

async function lastSeq({ sql, tenantId }: TenantParts): Promise<number> {
  const [row] = await sql.all(LAST, [tenantId]);
  return row === undefined ? 0 : numberIn(row, 'seq');
}

async function readAll({ parts, signing, anchor, options }: Verification): Promise<VerifyReport> {
  const heads = [
    ...anchor.read().map((head) => ({ by: 'anchor' as const, head })),
    ...(options.witness === undefined ? [] : [{ by: 'witness' as const, head: options.witness }]),
  ];
  const chain = chainVerifier({ keys: signing, tenant: parts.tenant, heads });
  const proofs = new Map<number, Uint8Array>();
  for await (const event of eventsOf(parts)) {
    chain.read(event);
    noteProofs(proofs, event);
  }
  const ledger = chain.finish();
  const store = findingsOf();
  const uses = new Map<number, number>();
  const records = await readRecords(parts, proofs, uses, store);
  const contents = await readContents(parts, uses, options.contents === true, store);
  for (const row of await parts.sql.all(PACKS, [parts.tenantId])) {
    const pack = packIn(row, 'file');
    if (!parts.packs.has(pack)) store.add({ kind: 'pack_missing', pack });
  }
  return { records, ...contents, events: ledger.events, ledger: ledger.findings, store: store.all };
}

function findingsOf() {
  const all: StoreFinding[] = [];
  return {
    all,
    add(finding: StoreFinding): void {
      if (all.length < MOST_FINDINGS) all.push(finding);
    },
  };
}
type Findings = ReturnType<typeof findingsOf>;

async function* eventsOf({ sql, tenantId }: TenantParts): AsyncGenerator<LedgerEvent> {
  for (let after = 0n; ; ) {
    const rows = await sql.all(EVENTS, [tenantId, after]);
    yield* rows.map(eventOf);
    const last = rows.at(-1);
    if (rows.length < EVENTS_AT_ONCE || last === undefined) return;
    after = BigInt(numberIn(last, 'seq'));
  }
}

/** What the ledger says should be there. */
function noteProofs(proofs: Map<number, Uint8Array>, event: LedgerEvent): void {
  if (event.kind === 'stored') {
    const count = Math.ceil(event.detail.length / PROOF_BYTES);
    for (let at = 0; at < count; at++) {
      const proof = event.detail.subarray(at * PROOF_BYTES, (at + 1) * PROOF_BYTES);
      proofs.set(event.records - count + 1 + at, proof);
    }
  }
  if (event.kind !== 'forgotten') return;
  const { records } = detailOf(event);
  if (Array.isArray(records)) for (const id of records) proofs.delete(Number(id));
}

async function readRecords(
  parts: TenantParts,
  proofs: Map<number, Uint8Array>,
  uses: Map<number, number>,
  store: Findings,
): Promise<number> {
  let count = 0;
  for await (const row of pages(parts, RECORDS, 0n, (last) => BigInt(numberIn(last, 'seq')))) {
    const record = recordRowOf(row);
    const id = String(record.seq);
    count += 1;
    uses.set(record.content, (uses.get(record.content) ?? 0) + 1);
    const address = bytesOrNone(row, 'address');
    const proof = proofs.get(record.seq);
    proofs.delete(record.seq);
    if (proof === undefined) store.add({ kind: 'record_without_event', record: id });
    else if (address !== undefined && !proofOf(record, address).equals(proof))
      store.add({ kind: 'record_changed', record: id });
  }
  for (const seq of proofs.keys()) store.add({ kind: 'record_missing', record: String(seq) });
  return count;
}

async function readContents(
  parts: TenantParts,
  uses: Map<number, number>,
  isOpening: boolean,
  store: Findings,
) {
  let contents = 0;
  let contentsOpened = 0;
  for await (const row of pages(parts, CONTENTS, 0n, (last) => BigInt(numberIn(last, 'id')))) {
    const content = contentRowOf(row);
    const address = hexOf(content.address);
    contents += 1;
    const counted = uses.get(content.id) ?? 0;
    uses.delete(content.id);
    if (counted !== content.refs) {
      store.add({ kind: 'references_differ', content: address, counted, kept: content.refs });
    }
    if (!isOpening) continue;
    contentsOpened += 1;
    try {
      const bytes = await parts.contents.open(content);
      const isOther = hexOf(parts.keys().addressOf(content.class, bytes)) !== address;
      if (content.form === 'original' && isOther) {
        store.add({ kind: 'content_damaged', content: address, reason: 'its address is another' });
      }
    } catch (error) {
      if (!(error instanceof AccordError)) throw error;
      store.add({ kind: 'content_damaged', content: address, reason: error.message });
    }
  }
  for (const id of uses.keys()) store.add({ kind: 'content_missing', content: String(id) });
  return { contents, contentsOpened };
}

async function* pages(
  { sql, tenantId }: TenantParts,
  statement: string,
  start: bigint,
  keyOf: (last: SqlRow) => bigint,
): AsyncGenerator<SqlRow> {
  for (let after = start; ; ) {
    const rows = await sql.all(statement, [tenantId, after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = keyOf(last);
  }
}
