import { AccordError } from '@accord/kernel';
import type { SqlRow } from '@accord/storage';
import type { SigningKeys } from './crypto/key-ring.ts';
import type { Anchor } from './ledger/anchor.ts';
import { eventOf, type LedgerEvent } from './ledger/event.ts';
import { chainVerifier, MOST_FINDINGS } from './ledger/verify-chain.ts';
import { contentRowOf } from './records/content-row.ts';
import { proofOf, recordRowOf } from './records/record-row.ts';
import { bytesIn, hexOf, NO_BYTES, numberIn, textIn } from './tables/cells.ts';
import type { TenantParts } from './tenant-parts.ts';
import type { StoreFinding, VerifyOptions, VerifyReport } from './verify-report.ts';

const AT_ONCE = 1000;
const EVENTS = `SELECT * FROM memory_events WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${AT_ONCE}`;
const RECORDS = `SELECT * FROM memory_records WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${AT_ONCE}`;
const CONTENTS = `SELECT * FROM memory_kept WHERE tenant = ? AND address > ? ORDER BY address LIMIT 200`;
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

async function lastSeq({ sql, tenant }: TenantParts): Promise<number> {
  const [row] = await sql.all(LAST, [tenant]);
  return row === undefined ? 0 : numberIn(row, 'seq');
}

async function readAll({ parts, signing, anchor, options }: Verification): Promise<VerifyReport> {
  const heads = [
    ...anchor.read().map((head) => ({ by: 'anchor' as const, head })),
    ...(options.witness === undefined ? [] : [{ by: 'witness' as const, head: options.witness }]),
  ];
  const chain = chainVerifier({ keys: signing, tenant: parts.tenant, heads });
  const proofs = new Map<number, string>();
  for await (const event of eventsOf(parts)) {
    chain.read(event);
    noteProof(proofs, event);
  }
  const ledger = chain.finish();
  const store = findingsOf();
  const uses = new Map<string, number>();
  const records = await readRecords(parts, proofs, uses, store);
  const contents = await readContents(parts, uses, options.contents === true, store);
  for (const row of await parts.sql.all(PACKS, [parts.tenant])) {
    const pack = textIn(row, 'file');
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

async function* eventsOf({ sql, tenant }: TenantParts): AsyncGenerator<LedgerEvent> {
  for (let after = 0n; ; ) {
    const rows = await sql.all(EVENTS, [tenant, after]);
    yield* rows.map(eventOf);
    const last = rows.at(-1);
    if (rows.length < AT_ONCE || last === undefined) return;
    after = BigInt(numberIn(last, 'seq'));
  }
}

/** What the ledger says should be there. */
function noteProof(proofs: Map<number, string>, { kind, seq, detail }: LedgerEvent): void {
  if (kind !== 'stored' && kind !== 'forgotten') return;
  const said = parsed(detail);
  if (kind === 'stored') return void proofs.set(seq, String(said['proof']));
  if (!Array.isArray(said['records'])) return;
  for (const id of said['records']) proofs.delete(Number(id));
}

/** Whoever changed an event may have left anything; the chain tells of that. */
function parsed(detail: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(detail);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function readRecords(
  parts: TenantParts,
  proofs: Map<number, string>,
  uses: Map<string, number>,
  store: Findings,
): Promise<number> {
  let count = 0;
  for await (const row of pages(parts, RECORDS, 0n, (last) => BigInt(numberIn(last, 'seq')))) {
    const record = recordRowOf(row);
    const id = String(record.seq);
    count += 1;
    const address = hexOf(record.address);
    uses.set(address, (uses.get(address) ?? 0) + 1);
    const proof = proofs.get(record.seq);
    proofs.delete(record.seq);
    if (proof === undefined) store.add({ kind: 'record_without_event', record: id });
    else if (proof !== proofOf(record)) store.add({ kind: 'record_changed', record: id });
  }
  for (const seq of proofs.keys()) store.add({ kind: 'record_missing', record: String(seq) });
  return count;
}

async function readContents(
  parts: TenantParts,
  uses: Map<string, number>,
  isOpening: boolean,
  store: Findings,
) {
  let contents = 0;
  let contentsOpened = 0;
  for await (const row of pages(parts, CONTENTS, NO_BYTES, (last) => bytesIn(last, 'address'))) {
    const content = contentRowOf(row);
    const address = hexOf(content.address);
    contents += 1;
    const counted = uses.get(address) ?? 0;
    uses.delete(address);
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
  for (const address of uses.keys()) store.add({ kind: 'content_missing', content: address });
  return { contents, contentsOpened };
}

async function* pages(
  { sql, tenant }: TenantParts,
  statement: string,
  start: bigint | Uint8Array,
  keyOf: (last: SqlRow) => bigint | Uint8Array,
): AsyncGenerator<SqlRow> {
  for (let after = start; ; ) {
    const rows = await sql.all(statement, [tenant, after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = keyOf(last);
  }
}
