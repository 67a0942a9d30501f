import type { RowWrite } from '@accord/storage';
import type { AgeOptions, AgeReport } from '../ageing-report.ts';
import type { AgeingStep, ClassPolicy } from '../classes.ts';
import type { SimHash } from '../near/sim-hash.ts';
import type { Prepared } from '../ledger/committer.ts';
import { type ContentRow, contentRowOf, replacingContents } from '../records/content-row.ts';
import {
  packAhead,
  type PackedAhead,
  packing,
  removingPacks,
  rowsInPack,
  withoutBase,
} from '../records/packing.ts';
import { isTrainingDue, prepareCollecting, retrain } from '../records/training.ts';
import { isSmallerForm } from '../semantic-form/smaller-form.ts';
import { packIn } from '../tables/cells.ts';
import { keptBytesOf } from '../tables/totals.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { inOrderOfLikeness, type Portion } from './likeness.ts';
import { basesOf } from './near-bases.ts';
import { ageVectors } from './vector-ageing.ts';

/**
 * The semantic form of a text; undefined when its facts would not survive, or there is none that is shorter. A promise, when an engine
 * is asked.
 */
export type ShortenText = (text: string) => string | undefined | Promise<string | undefined>;

/** What one change of ageing did. */
interface Aged {
  readonly looked: number;
  readonly tightened: number;
  readonly packed: number;
  readonly packs: number;
  readonly shortened: number;
  readonly keptLossless: number;
  readonly filesGone: readonly string[];
  /** Whose prints are known by now. */
  readonly printed: readonly ContentRow[];
}

const DAY_MS = 86_400_000;
/** Frames that are written anew in one change. */
const FRAMES_AT_ONCE = 128;
const DUE = `SELECT * FROM memory_kept WHERE tenant = ? AND class = ? AND aged = ? AND created_at <= ?
  ORDER BY created_at LIMIT ?`;
/** A pack with room: it is written anew together with what joins it, so that many small ones become few. */
const SMALL_PACK = `SELECT file FROM memory_packs WHERE tenant = ? AND class = ? AND contents <= ? AND bytes <= ?
  ORDER BY contents, file LIMIT 1`;

const NOTHING: Aged = {
  looked: 0,
  tightened: 0,
  packed: 0,
  packs: 0,
  shortened: 0,
  keptLossless: 0,
  filesGone: [],
  printed: [],
};

/** Does what is due, in changes that are each complete: whatever interrupts it, the next call goes on. */
export async function ageTenant(
  parts: TenantParts,
  shorten: ShortenText | undefined,
  { limit = Infinity, signal }: AgeOptions,
): Promise<AgeReport> {
  const bytesBefore = await keptBytesOf(parts);
  let sum = NOTHING;
  for (const [className, policy] of Object.entries(parts.classes)) {
    if (isEnded(signal)) break;
    await trainIfDue(parts, className, policy);
    for (const [index, step] of policy.ageing.entries()) {
      const due: Due = { className, policy, step, index, shorten, shortened: new Map() };
      while (!isEnded(signal)) {
        const aged = await ageSome(parts, due, limit - sum.looked, signal);
        sum = added(sum, aged);
        if (aged.looked === 0) break;
      }
      if (step.action === 'summarize_pack' && !isEnded(signal))
        await ageVectors(parts, className, cutoffOf(parts, step));
    }
  }
  await parts.committer.commit(async () => prepareCollecting(parts));
  // What is decoded may be what there was before.
  if (sum.shortened > 0) parts.hot.clear();
  const { tightened, packed, packs, shortened, keptLossless } = sum;
  const bytesAfter = await keptBytesOf(parts);
  return { tightened, packed, packs, shortened, keptLossless, bytesBefore, bytesAfter };
}

interface Due {
  readonly className: string;
  readonly policy: ClassPolicy;
  readonly step: AgeingStep;
  /** Of the step in the policy, which is how many are done before it. */
  readonly index: number;
  readonly shorten: ShortenText | undefined;
  /** What was made of contents, by id: a change may be prepared more than once. */
  readonly shortened: Map<number, Shortened>;
}

/** Why there is none: `kept`, where it would have lost facts or saved no bytes; undefined, where none is wanted. */
type Shortened = Uint8Array | 'kept' | undefined;

const cutoffOf = ({ clock }: TenantParts, { afterDays }: AgeingStep): number =>
  Math.floor(clock.now() - afterDays * DAY_MS);

async function ageSome(
  parts: TenantParts,
  due: Due,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Aged> {
  if (limit <= 0) return NOTHING;
  const began = parts.clock.monotonic();
  const isPacking = due.step.action === 'summarize_pack';
  const most = Math.min(limit, isPacking ? parts.settings.pack_records : FRAMES_AT_ONCE);
  const dueRows = async (): Promise<ContentRow[]> => {
    const cells = [BigInt(due.index), BigInt(cutoffOf(parts, due.step)), BigInt(most)];
    return (await parts.sql.all(DUE, [parts.tenantId, due.className, ...cells])).map(contentRowOf);
  };
  const ahead = isPacking ? await packedAhead(parts, due, await dueRows()) : undefined;
  const aged = await parts.committer.commit(async () => {
    const rows = await dueRows();
    if (rows.length === 0) return { value: NOTHING, event: undefined, writes: [] };
    return isPacking ? preparePacking(parts, due, rows, ahead) : prepareTightening(parts, due, rows);
  });
  due.shortened.clear();
  parts.near.note(aged.printed);
  parts.contents.closePacks(aged.filesGone);
  parts.packs.remove(aged.filesGone);
  await rest(parts, parts.clock.monotonic() - began, signal);
  return aged;
}

const isEnded = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** So long that the share of the processor is kept to, unless it ends. */
async function rest(
  { clock, settings }: TenantParts,
  workedMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pause = workedMs * (1 / settings.compaction_share - 1);
  if (pause <= 0 || isEnded(signal)) return;
  await new Promise<void>((resolve) => {
    const cancel = clock.after(pause, done);
    signal?.addEventListener('abort', done);
    function done(): void {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

async function prepareTightening(
  parts: TenantParts,
  due: Due,
  rows: readonly ContentRow[],
): Promise<Prepared<Aged>> {
  const dictionary = due.policy.forgettable ? undefined : await parts.dictionaries.current(due.className);
  const bases = await basesOf(parts, due.policy, rows);
  let tightened = 0;
  const next: ContentRow[] = [];
  for (const row of rows) {
    const content = await parts.contents.open(row);
    const print = printFor(parts, due, content);
    const base = await bases.of(row, print);
    const how = { level: parts.settings.packLevel, dictionary, base };
    const kept = parts.contents.frame(due.policy, row.class, row.address, content, how);
    const isSmaller = kept.keptBytes < row.keptBytes;
    if (isSmaller) tightened += 1;
    const tight = { ...row, ...(isSmaller ? kept : undefined), print, aged: due.index + 1 };
    bases.note(tight);
    next.push(tight);
  }
  return {
    value: { ...NOTHING, looked: rows.length, tightened, printed: next },
    event: { kind: 'aged', detail: { step: due.step.action, contents: rows.length } },
    writes: replacingContents(parts.tenantId, next),
  };
}

const printFor = ({ near }: TenantParts, { policy }: Due, content: Uint8Array): SimHash | undefined =>
  policy.forgettable ? undefined : near.printOf(content);

/** What makes a pack, in order, and what goes with it. */
async function packOf(parts: TenantParts, due: Due, found: readonly ContentRow[]) {
  const { writes, counts, portion } = await portionOf(parts, due, found);
  const looked = portion.rows.length;
  const merged = await smallPackFor(parts, due.className, looked);
  for (const row of merged?.rows ?? []) {
    portion.rows.push(row);
    portion.bytes.push(await parts.contents.open(row));
  }
  const dictionary = due.policy.forgettable ? undefined : await parts.dictionaries.current(due.className);
  const filesGone = merged === undefined ? [] : [merged.file];
  return {
    ...inOrderOfLikeness(portion, parts.settings.near_threshold),
    dictionary,
    writes,
    counts,
    looked,
    filesGone,
  };
}

/** The pack that the next change will most likely have, made while other changes go on. */
async function packedAhead(
  parts: TenantParts,
  due: Due,
  rows: readonly ContentRow[],
): Promise<PackedAhead | undefined> {
  return rows.length === 0 ? undefined : packAhead(parts, await packOf(parts, due, rows));
}

async function preparePacking(
  parts: TenantParts,
  due: Due,
  found: readonly ContentRow[],
  ahead: PackedAhead | undefined,
): Promise<Prepared<Aged>> {
  const { rows, bytes, dictionary, writes, counts, looked, filesGone } = await packOf(parts, due, found);
  const adding = await packing(parts, { class: due.className, rows, bytes, dictionary, ahead });
  return {
    value: {
      ...NOTHING,
      ...counts,
      looked,
      packed: looked,
      packs: 1 - filesGone.length,
      filesGone,
      printed: rows,
    },
    event: { kind: 'aged', detail: { step: due.step.action, contents: looked } },
    writes: [...writes, ...adding, ...removingPacks(parts.tenantId, filesGone)],
  };
}

/** As many as fit a pack, shortened where the policy allows it. */
async function portionOf(parts: TenantParts, due: Due, found: readonly ContentRow[]) {
  const portion: Portion = { rows: [], bytes: [] };
  const writes: RowWrite[] = [];
  const counts = { shortened: 0, keptLossless: 0 };
  let total = 0;
  for (const row of found) {
    const content = await parts.contents.open(row);
    const short = await shortened(parts, due, row.id, content);
    if (short === 'kept') counts.keptLossless += 1;
    const bytes = short instanceof Uint8Array ? short : content;
    total += bytes.length;
    if (portion.rows.length > 0 && total > parts.settings.pack_bytes) break;
    const form = short instanceof Uint8Array ? 'semantic' : row.form;
    const print = row.print ?? printFor(parts, due, content);
    portion.rows.push({ ...row, form, print, aged: due.index + 1 });
    portion.bytes.push(bytes);
    if (form === row.form) continue;
    counts.shortened += 1;
    writes.push(...(await freeingDependents(parts, row)));
  }
  return { portion, writes, counts };
}

/** What was written as a difference from a content must not be, once the content is another. */
async function freeingDependents(parts: TenantParts, { id }: ContentRow): Promise<RowWrite[]> {
  const sql = 'SELECT * FROM memory_kept WHERE tenant = ? AND base = ?';
  const rows = (await parts.sql.all(sql, [parts.tenantId, BigInt(id)])).map(contentRowOf);
  const freed: ContentRow[] = [];
  for (const row of rows) freed.push(await withoutBase(parts, row));
  return replacingContents(parts.tenantId, freed);
}

async function shortened(parts: TenantParts, due: Due, id: number, content: Uint8Array): Promise<Shortened> {
  if (!due.shortened.has(id)) due.shortened.set(id, await shorter(parts, due, content));
  return due.shortened.get(id);
}

async function shorter(parts: TenantParts, due: Due, content: Uint8Array): Promise<Shortened> {
  const { className, policy, shorten } = due;
  if (policy.fidelity !== 'semantic' || policy.storeRaw || shorten === undefined) return undefined;
  const text = Buffer.from(content).toString('utf8');
  // What is no text has no semantic form, and what is JSON must stay JSON.
  if (!Buffer.from(text).equals(content) || isJson(text)) return 'kept';
  const short = await shorten(text);
  if (short === undefined) return 'kept';
  const form = Buffer.from(short);
  const dictionary = await parts.dictionaries.current(className);
  return isSmallerForm(form, content, { level: parts.settings.packLevel, dictionary }) ? form : 'kept';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function smallPackFor(parts: TenantParts, className: string, joining: number) {
  const { pack_records: mostRecords, pack_bytes: mostBytes } = parts.settings;
  const room = BigInt(Math.min(mostRecords - joining, Math.floor(mostRecords / 2)));
  const [found] = await parts.sql.all(SMALL_PACK, [parts.tenantId, className, room, BigInt(mostBytes)]);
  if (found === undefined) return undefined;
  const file = packIn(found, 'file');
  return { file, rows: await rowsInPack(parts, file) };
}

async function trainIfDue(parts: TenantParts, className: string, policy: ClassPolicy): Promise<void> {
  if (policy.forgettable || !(await isTrainingDue(parts, className))) return;
  await retrain(parts, className);
}

const added = (a: Aged, b: Aged): Aged => ({
  looked: a.looked + b.looked,
  tightened: a.tightened + b.tightened,
  packed: a.packed + b.packed,
  packs: a.packs + b.packs,
  shortened: a.shortened + b.shortened,
  keptLossless: a.keptLossless + b.keptLossless,
  filesGone: [],
  printed: [],
});
