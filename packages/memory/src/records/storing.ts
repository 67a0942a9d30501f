import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RowWrite } from '@accord/storage';
import type { ClassPolicy } from '../classes.ts';
import type { Dictionary } from '../codec/dictionary.ts';
import type { Prepared } from '../ledger/committer.ts';
import type { LedgerPosition } from '../ledger/event.ts';
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
  const dictionaries = await dictionariesFor(parts, some);
  const seen = new Set<string>();
  for (const [at, one] of some.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await nextTurn();
    one.sealed = sealedPart(parts.keys(), one.policy, one.record);
    if (known.has(one.hex) || seen.has(one.hex)) continue;
    seen.add(one.hex);
    const base = mayHaveBase(parts, one) ? await baseFor(parts, one) : undefined;
    one.frame = frameOf(parts, one, dictionaries, base);
  }
}

/** Of each class the dictionary of new frames. */
type CurrentDictionaries = ReadonlyMap<string, Dictionary | undefined>;

async function dictionariesFor(parts: TenantParts, some: readonly Storing[]): Promise<CurrentDictionaries> {
  const found = new Map<string, Dictionary | undefined>();
  for (const { record, policy } of some) {
    if (policy.forgettable || found.has(record.class)) continue;
    found.set(record.class, await parts.dictionaries.current(record.class));
  }
  return found;
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
  const { tenantId, clock } = parts;
  const known = await parts.contents.existing(addressesOf(some));
  const dictionaries = await dictionariesFor(parts, some);
  const recordedAt = clock.now();
  const added = new Map<string, AddedContent>();
  const counts = new Map<number, number>();
  const rows: RecordRow[] = [];
  const proofs: Uint8Array[] = [];
  const stored: StoredRecord[] = [];
  for (const [at, one] of some.entries()) {
    const seq = after.records + at + 1;
    const kept = known.get(one.hex);
    const same = added.get(one.hex);
    if (kept !== undefined) counts.set(kept, (counts.get(kept) ?? 0) + 1);
    else if (same !== undefined) same.refs += 1;
    else added.set(one.hex, { id: seq, refs: 1, one, frame: await frameNow(parts, one, dictionaries) });
    const row = recordRow(parts, one, { seq, content: kept ?? same?.id ?? seq, recordedAt });
    rows.push(row);
    proofs.push(proofOf(row, one.address));
    stored.push({ id: String(seq), recordedAt, known: kept !== undefined || same !== undefined });
  }
  const restored = await restoring(parts, some, recordedAt, dictionaries);
  const writes: RowWrite[] = [
    ...addingContents(
      tenantId,
      Array.from(added.values(), (content) => contentRow(content, recordedAt)),
    ),
    countingAgain(tenantId, recordedAt, counts),
    ...restored.writes,
    addingRecords(tenantId, rows),
  ];
  return {
    value: { records: stored, filesGone: restored.filesGone },
    event: { kind: 'stored', proofs },
    writes: writes.filter((write) => write.rows.length > 0),
  };
}

/** Of a content that was shortened with age, and is stored again, the original is there again. */
async function restoring(
  parts: TenantParts,
  some: readonly Storing[],
  at: number,
  dictionaries: CurrentDictionaries,
) {
  const shortenable = some.filter(({ policy }) => policy.fidelity === 'semantic' && !policy.storeRaw);
  if (shortenable.length === 0) return { writes: [], filesGone: [] };
  const found = await parts.contents.find(addressesOf(shortenable));
  const rows: ContentRow[] = [];
  const short: ContentRow[] = [];
  for (const [hex, row] of found) {
    const one = some.find((each) => each.hex === hex);
    if (row.form === 'original' || one === undefined) continue;
    short.push(row);
    const kept = frameOf(parts, one, dictionaries, undefined);
    rows.push({ ...row, ...kept, form: 'original', aged: 0, createdAt: at });
  }
  const { writes, filesGone } = await packsWithout(parts, short);
  return { writes: [...writes, ...replacingContents(parts.tenantId, rows)], filesGone };
}

const addressesOf = (some: readonly Storing[]): Uint8Array[] => [
  ...new Map(some.map(({ hex, address }) => [hex, address])).values(),
];

type Recorded = Pick<RecordRow, 'seq' | 'content' | 'recordedAt'>;

function recordRow(parts: TenantParts, one: Storing, recorded: Recorded): RecordRow {
  const { record, name } = one;
  const keys = parts.keys();
  // Rotated meanwhile: the key before is about to be let go of.
  if (one.sealed?.generation !== keys.generation) one.sealed = sealedPart(keys, one.policy, record);
  const { sealed } = one;
  // Field by field: rows that are spread together cost more than what is written in them.
  return {
    seq: recorded.seq,
    content: recorded.content,
    recordedAt: recorded.recordedAt,
    class: record.class,
    name,
    format: record.format,
    validFrom: record.validFrom,
    salt: sealed.salt,
    generation: sealed.generation,
    wrapped: sealed.wrapped,
    sealed: sealed.sealed,
    vectorKept: sealed.vectorKept,
    vector: sealed.vector,
  };
}

interface AddedContent {
  readonly id: number;
  /** Records of this change that have it. */
  refs: number;
  readonly one: Storing;
  readonly frame: KeptFrame;
}

const contentRow = ({ id, refs, one, frame }: AddedContent, createdAt: number): ContentRow => ({
  id,
  address: one.address,
  class: one.record.class,
  refs,
  base: frame.base,
  depth: frame.depth,
  dictionary: frame.dictionary,
  generation: frame.generation,
  wrapped: frame.wrapped,
  keptBytes: frame.keptBytes,
  place: frame.place,
  form: 'original',
  print: undefined,
  aged: 0,
  contentBytes: one.record.content.length,
  createdAt,
});

/** The frame that was made ahead, if it may still be kept: base and dictionary may be gone by now, and the key may have been rotated. */
async function frameNow(
  parts: TenantParts,
  one: Storing,
  dictionaries: CurrentDictionaries,
): Promise<KeptFrame> {
  const { frame, record } = one;
  const isOfNow =
    frame?.base === undefined &&
    frame?.generation === parts.keys().generation &&
    (frame.dictionary === 0 || frame.dictionary === dictionaries.get(record.class)?.id);
  if (isOfNow) return frame;
  const base = mayHaveBase(parts, one) ? await baseFor(parts, one) : undefined;
  return (one.frame = frameOf(parts, one, dictionaries, base));
}

function frameOf(
  parts: TenantParts,
  { record, policy, address }: Storing,
  dictionaries: CurrentDictionaries,
  base: ContentBase | undefined,
): KeptFrame {
  const how = { level: parts.settings.level, dictionary: dictionaries.get(record.class), base };
  return parts.contents.frame(policy, record.class, address, record.content, how);
}

const mayHaveBase = ({ settings }: TenantParts, { record, policy, name }: Storing): boolean =>
  name !== undefined && !policy.forgettable && record.content.length >= settings.delta_from_bytes;

/** The version before, where one may be written as a difference from the other. */
async function baseFor(parts: TenantParts, { name }: Storing): Promise<ContentBase | undefined> {
  const latest = name === undefined ? undefined : await latestOf(parts, name);
  if (latest === undefined) return undefined;
  const [row] = await parts.contents.byIds([latest.content]);
  // Moved on into a pack, it would have to be fetched from the disk for each read of this one.
  if (row === undefined || row.place.tier !== 'L2') return undefined;
  return { row, content: await parts.contents.open(row) };
}
