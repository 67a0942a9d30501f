import { AccordError } from '@accord/kernel';
import type { SigningKeys } from './crypto/key-ring.ts';
import { memoryErrors } from './errors.ts';
import { exportedFrom, importedRecord } from './exporting.ts';
import type { Anchor } from './ledger/anchor.ts';
import { eventOf, headOf, LAST_EVENT } from './ledger/event.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';
import type { OperationRecord } from './operation-record.ts';
import { checkedRecord, checkRef, invalid } from './records/checked-record.ts';
import { prepareForgetting } from './records/forgetting.ts';
import { versionsOf } from './records/reading.ts';
import { recallFrom } from './records/recalling.ts';
import { versionOf } from './records/sealed-record.ts';
import { storeQueue } from './records/store-queue.ts';
import { frameAhead, type Storing, storingOf } from './records/storing.ts';
import { train } from './records/training.ts';
import type { SearchIndex } from './search-index.ts';
import { searchIn } from './searching.ts';
import { statsOf } from './stats.ts';
import type {
  ForgetReport,
  NewRecord,
  RecalledRecord,
  RecordRef,
  StoredRecord,
  TenantMemory,
} from './store.ts';
import type { TenantParts } from './tenant-parts.ts';
import { ageTenant, type ShortenText } from './tiers/ageing.ts';
import type { VectorSample } from './tiers/vector-sample.ts';
import { verifyTenant } from './verify-tenant.ts';

const MOST_AT_ONCE = 10_000;
const IMPORTED_AT_ONCE = 500;

export interface TenantMemoryOptions {
  readonly parts: TenantParts;
  readonly signing: SigningKeys;
  readonly anchor: Anchor;
  readonly index: SearchIndex;
  readonly operations: OperationRecord;
  readonly vectors: VectorSample;
  readonly shorten: ShortenText | undefined;
  /** The database is on another machine. */
  readonly isElsewhere: boolean;
  /** Asks the keys anew when another process has rotated them. */
  readonly refreshKeys: () => Promise<void>;
  /** Makes sure that L1 is not older than `memory.fresh_ms`. */
  readonly fresh: () => MaybePromise<void>;
}

export function tenantMemory(options: TenantMemoryOptions): TenantMemory {
  const { parts, operations, index, vectors } = options;
  const queue = storeQueue(parts);

  /** What another process wrote by a new key is read with that. */
  const withKeys = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isKeyMissing(error)) throw error;
      await options.refreshKeys();
      return work();
    }
  };
  const storing = (record: NewRecord): Storing => {
    const { edgeOnly } = parts.policyOf(record.class);
    if (edgeOnly && options.isElsewhere) {
      throw new AccordError(memoryErrors.MEMORY_EDGE_ONLY, {
        detail: `Records of ${record.class} do not leave the machine, and the database is on another one`,
      });
    }
    return storingOf(parts, checkedRecord(record, parts.clock.now(), parts.settings.max_record_bytes));
  };
  const store = async (records: readonly NewRecord[]): Promise<readonly StoredRecord[]> => {
    if (records.length > MOST_AT_ONCE) throw invalid('records', `at most ${MOST_AT_ONCE} are taken at once`);
    if (records.length === 0) return [];
    const some = records.map(storing);
    await frameAhead(parts, some);
    const stored = await queue.put(some);
    for (const { record } of some) {
      if (record.key !== undefined) parts.hot.dropKey(record.class, record.key);
      if (record.embedding !== undefined) vectors.add(record.embedding);
    }
    operations.stored(stored.length, stored.filter(({ known }) => known).length);
    return stored;
  };
  const recall = (which: RecordRef): MaybePromise<RecalledRecord | undefined> =>
    whenReady(options.fresh(), () => {
      const again = (error: unknown): Promise<RecalledRecord | undefined> => {
        if (!isKeyMissing(error)) throw error;
        return options.refreshKeys().then(() => recallFrom(parts, which));
      };
      try {
        const found = recallFrom(parts, which);
        return found instanceof Promise ? found.catch(again) : found;
      } catch (error) {
        return again(error);
      }
    });
  const forget = async (which: readonly RecordRef[]): Promise<ForgetReport> => {
    if (which.length > MOST_AT_ONCE) throw invalid('records', `at most ${MOST_AT_ONCE} are taken at once`);
    for (const ref of which) {
      checkRef(ref);
      if (!('id' in ref)) parts.policyOf(ref.class);
    }
    const { report, records, contentsGone, filesGone } = await parts.committer.commit(async () =>
      prepareForgetting(parts, which),
    );
    parts.near.drop(contentsGone);
    for (const { seq } of records) parts.hot.dropId(String(seq));
    parts.contents.closePacks(filesGone);
    parts.packs.remove(filesGone);
    return report;
  };
  const measured = async <T>(work: () => Promise<T>): Promise<T> =>
    operations.measured(async () => withKeys(work));

  return {
    tenant: parts.tenant,
    async store(record) {
      const [stored] = await measured(async () => store([record]));
      if (stored === undefined) throw new TypeError('a record that was stored is told of');
      return stored;
    },
    storeBatch: async (records) => measured(async () => store(records)),
    recall: (which) => operations.measured(() => recall(which)),
    recallBatch: async (which) => {
      if (which.length > MOST_AT_ONCE) throw invalid('records', `at most ${MOST_AT_ONCE} are taken at once`);
      const found: (RecalledRecord | undefined)[] = [];
      for (const ref of which) found.push(await operations.measured(() => recall(ref)));
      return found;
    },
    search: async (query) => measured(async () => searchIn(parts, index, query)),
    history: async (which) =>
      measured(async () => {
        checkRef(which);
        parts.policyOf(which.class);
        const rows = await versionsOf(parts, parts.keys().nameOf(which.class, which.key));
        return rows.map((row) => versionOf(parts.keys(), row));
      }),
    forget: async (which) => measured(async () => forget([which])),
    forgetBatch: async (which) => measured(async () => forget(which)),
    age: async (how = {}) => withKeys(async () => ageTenant(parts, options.shorten, how)),
    train: async (className) => withKeys(async () => train(parts, className)),
    verify: async (how = {}) =>
      withKeys(async () => {
        await parts.committer.settled();
        return verifyTenant({ parts, signing: options.signing, anchor: options.anchor, options: how });
      }),
    stats: async () => statsOf(parts, operations, vectors),
    async head() {
      const [row] = await parts.sql.all(LAST_EVENT, [parts.tenantId]);
      return row === undefined ? undefined : headOf(parts.tenant, eventOf(row));
    },
    export: () => exportedFrom(parts),
    async import(records) {
      let count = 0;
      let some: NewRecord[] = [];
      const put = async (): Promise<void> => {
        count += (await store(some)).length;
        some = [];
      };
      for await (const record of records) {
        some.push(importedRecord(record));
        if (some.length === IMPORTED_AT_ONCE) await put();
      }
      await put();
      return count;
    },
  };
}

const isKeyMissing = (error: unknown): boolean =>
  error instanceof AccordError && error.code === 'MEMORY_KEY_MISSING';
