import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RowWrite } from '@accord/storage';
import type { ClassPolicy } from '../classes.ts';
import type { Dictionary } from '../codec/dictionary.ts';
import type { Prepared } from '../ledger/committer.ts';
import type { LedgerPosition, MemoryEvent } from '../ledger/event.ts';
import type { StoredRecord } from '../store.ts';
import { hexOf } from '../tables/cells.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { CheckedRecord } from './checked-record.ts';
import { addingContents, type ContentRow, countingAgain, replacingContents } from './content-row.ts';
import type { ContentBase, KeptFrame } from './contents.ts';
import { packsWithout } from './packing.ts';
import { latestOf } from './reading.ts';
import { addingRecords, proofOf, type RecordRow } from './record-row.ts';
import { sealedPart, type SealedPart } from './sealed-record.ts';

/** A record that waits to be stored. What is made for it once is kept, should it have to be prepared again. */
export interface Storing {
  readonly record: CheckedRecord;
  readonly policy: ClassPolicy;
  readonly address: Buffer;
  readonly hex: string;
  readonly name: Buffer | undefined;
  sealed?: SealedPart;
  frame?: KeptFrame;
}

export function storingOf(parts: TenantParts, record: CheckedRecord): Storing {
  const keys = parts.keys();
  const address = keys.addressOf(record.class, record.content);
  const name = record.key === undefined ? undefined : keys.nameOf(record.class, record.key);
  return { record, policy: parts.policyOf(record.class), address, hex: hexOf(address), name };
}

/** Records that are framed before others get their turn. */
const AT_ONCE = 200;

/**
 * Frames ahead of its turn what is most likely not there yet, while the database writes what came before. What turns out to be there
 * is not written.
 */
export async function frameAhead(parts: TenantParts, some: readonly Storing[]): Promise<void> {
  const known = await parts.contents.existing(addressesOf(some));
  const seen = new Set<string>();
  for (const [at, one] of some.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await nextTurn();
    one.sealed = sealedPart(parts.keys(), one.policy, one.record);
    if (known.has(one.hex) || seen.has(one.hex)) continue;
    seen.add(one.hex);
    one.frame = await frameOf(parts, one);
  }
}

export interface Stored {
  readonly records: readonly StoredRecord[];
  /** Files of packs that are to go once the change is made. */
  readonly filesGone: readonly string[];
}

/** The change that stores them, on the state that is there. */
export async function prepareStoring(
  parts: TenantParts,
  some: readonly Storing[],
  after: LedgerPosition,
): Promise<Prepared<Stored>> {
  const { tenant, clock } = parts;
  const known = await parts.contents.existing(addressesOf(some));
  const recordedAt = clock.now();
  const added = new Map<string, ContentRow>();
  const counts = new Map<string, readonly [Uint8Array, number]>();
  const rows: RecordRow[] = [];
  const stored: StoredRecord[] = [];
  for (const one of some) {
    const isKnown = known.has(one.hex) || added.has(one.hex);
    if (known.has(one.hex)) {
      counts.set(one.hex, [one.address, (counts.get(one.hex)?.[1] ?? 0) + 1]);
    } else {
      const frameId = after.seq + rows.length + 1;
      const row = added.get(one.hex) ?? (await newContent(parts, one, recordedAt, frameId));
      added.set(one.hex, { ...row, refs: row.refs + 1 });
    }
    const seq = after.seq + rows.length + 1;
    rows.push(recordRow(parts, one, seq, recordedAt));
    stored.push({ id: String(seq), recordedAt, known: isKnown });
  }
  const restored = await restoring(parts, some, recordedAt, after.seq + 1);
  const writes: RowWrite[] = [
    ...addingContents(tenant, [...added.values()]),
    countingAgain(tenant, recordedAt, counts.values()),
    ...restored.writes,
    addingRecords(tenant, rows),
  ];
  const events = rows.map((row): MemoryEvent => ({ kind: 'stored', detail: { proof: proofOf(row) } }));
  return {
    value: { records: stored, filesGone: restored.filesGone },
    events,
    writes: writes.filter((write) => write.rows.length > 0),
  };
}

/** Of a content that was shortened with age, and is stored again, the original is there again. */
async function restoring(parts: TenantParts, some: readonly Storing[], at: number, firstSeq: number) {
  const shortenable = some.filter(({ policy }) => policy.fidelity === 'semantic' && !policy.storeRaw);
  if (shortenable.length === 0) return { writes: [], filesGone: [] };
  const found = await parts.contents.find(addressesOf(shortenable));
  const rows: ContentRow[] = [];
  const short: ContentRow[] = [];
  for (const [hex, row] of found) {
    const index = some.findIndex((each) => each.hex === hex);
    const one = some[index];
    if (row.form === 'original' || one === undefined) continue;
    short.push(row);
    const kept = await frameOf(parts, { ...one, name: undefined });
    rows.push({ ...row, ...kept, form: 'original', aged: 0, createdAt: at, frameId: firstSeq + index });
  }
  const { writes, filesGone } = await packsWithout(parts, short);
  return { writes: [...writes, ...replacingContents(parts.tenant, rows)], filesGone };
}

const addressesOf = (some: readonly Storing[]): Uint8Array[] => [
  ...new Map(some.map(({ hex, address }) => [hex, address])).values(),
];

function recordRow(parts: TenantParts, one: Storing, seq: number, recordedAt: number): RecordRow {
  const { record, address, name } = one;
  const keys = parts.keys();
  // Rotated meanwhile: the key before is about to be let go of.
  if (one.sealed?.generation !== keys.generation) one.sealed = sealedPart(keys, one.policy, record);
  const { class: className, format, validFrom } = record;
  return { seq, class: className, name, address, format, validFrom, recordedAt, ...one.sealed };
}

async function newContent(
  parts: TenantParts,
  one: Storing,
  createdAt: number,
  frameId: number,
): Promise<ContentRow> {
  const { frame } = one;
  // Base and dictionary may be gone by now, and the key may have been rotated.
  const usable = [0, (await parts.dictionaries.current(one.record.class))?.id];
  const holds =
    frame?.base === undefined &&
    frame?.generation === parts.keys().generation &&
    usable.includes(frame.dictionary);
  const kept = holds ? frame : await frameOf(parts, one);
  one.frame = kept;
  const { class: className, content } = one.record;
  return {
    address: one.address,
    class: className,
    refs: 0,
    ...kept,
    form: 'original',
    aged: 0,
    contentBytes: content.length,
    createdAt,
    frameId,
  };
}

async function frameOf(parts: TenantParts, one: Storing): Promise<KeptFrame> {
  const { record, policy, address } = one;
  const dictionary: Dictionary | undefined = policy.forgettable
    ? undefined
    : await parts.dictionaries.current(record.class);
  const base = await baseFor(parts, one);
  const how = { level: parts.settings.level, dictionary, base };
  return parts.contents.frame(policy, record.class, address, record.content, how);
}

/** The version before, where one may be written as a difference from the other. */
async function baseFor(
  parts: TenantParts,
  { record, policy, name }: Storing,
): Promise<ContentBase | undefined> {
  if (name === undefined || policy.forgettable || record.content.length < parts.settings.delta_from_bytes) {
    return undefined;
  }
  const latest = await latestOf(parts, name);
  if (latest === undefined) return undefined;
  const [row] = (await parts.contents.find([latest.address])).values();
  // Moved on into a pack, it would have to be fetched from the disk for each read of this one.
  if (row === undefined || row.place.tier !== 'L2') return undefined;
  return { row, content: await parts.contents.open(row) };
}
