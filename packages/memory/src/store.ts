import type { ClassName } from './classes.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { AgeOptions, AgeReport, TrainReport } from './ageing-report.ts';
import type { MemoryStats } from './stats-report.ts';
import type { SignedHead } from './ledger/event.ts';
import type { VerifyOptions, VerifyReport } from './verify-report.ts';

/** How the bytes of a content are meant. They come back as they were given, whatever this says. */
export const CONTENT_FORMATS = ['text', 'json', 'bytes'] as const;
export type ContentFormat = (typeof CONTENT_FORMATS)[number];

export type MetadataValue = string | number | boolean | null;
/** Flat; at most 64 KiB as JSON. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

export interface NewRecord {
  readonly class: ClassName;
  /** Names what the record is about, within its class: a later record of the same key is a newer version. 1 … 512 characters. */
  readonly key?: string | undefined;
  /** A string is kept as UTF-8. At most `memory.max_record_bytes`. */
  readonly content: string | Uint8Array;
  /** `text` for a string and `bytes` for bytes, unless said otherwise. */
  readonly format?: ContentFormat | undefined;
  readonly metadata?: Metadata | undefined;
  readonly embedding?: Float32Array | undefined;
  /** From when on the content holds, milliseconds since the Unix epoch; now, unless said otherwise. */
  readonly validFrom?: number | undefined;
}

/** What the store answers to a record that it took. It is on the disk by then. */
export interface StoredRecord {
  /** Unique within the tenant, and never given out again. */
  readonly id: string;
  readonly recordedAt: number;
  /** The same content was there already in this class, and was not kept a second time. */
  readonly known: boolean;
}

/** A version by its id, or the version of a key that held at a time, as it was known at a time. Both times are now by default. */
export type RecordRef =
  | { readonly id: string }
  | {
      readonly class: ClassName;
      readonly key: string;
      readonly validAt?: number | undefined;
      readonly recordedBy?: number | undefined;
    };

/** A version without its content. */
export interface RecordVersion {
  readonly id: string;
  readonly class: ClassName;
  readonly key: string | undefined;
  readonly format: ContentFormat;
  readonly metadata: Metadata;
  readonly validFrom: number;
  readonly recordedAt: number;
}

export interface RecalledRecord extends RecordVersion {
  /** Not to be changed: others may be given the same. */
  readonly content: Uint8Array;
  /** `semantic`: the policy of the class had the content shortened with age. */
  readonly form: 'original' | 'semantic';
  /** Where it was found. */
  readonly tier: 'L1' | 'L2' | 'L3';
}

export interface SearchQuery {
  /** What is sought; without it, the latest records that pass the filters. */
  readonly embedding?: Float32Array | undefined;
  readonly classes?: readonly ClassName[] | undefined;
  /** Each must be equal. */
  readonly metadata?: Metadata | undefined;
  /** Bounds of `validFrom`: from inclusive, to exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Also versions in whose place another holds now. */
  readonly superseded?: boolean | undefined;
  /** 1 … 1000. */
  readonly limit: number;
}

export interface FoundRecord {
  readonly record: RecordVersion;
  /** Cosine; undefined when nothing was sought by embedding. */
  readonly similarity: number | undefined;
}

export interface ForgetReport {
  /** Versions that are gone. */
  readonly forgotten: number;
  /** Contents whose keys were destroyed, because nothing else referred to them. */
  readonly contentsDestroyed: number;
  readonly packsRewritten: number;
}

/** A record as it leaves the store and comes back; JSON as it is. */
export interface ExportedRecord {
  readonly class: ClassName;
  readonly key?: string | undefined;
  readonly format: ContentFormat;
  /** base64 */
  readonly content: string;
  readonly metadata: Metadata;
  readonly embedding?: readonly number[] | undefined;
  readonly validFrom: number;
}

/**
 * All that one tenant remembers. No parameter of it can name another tenant.
 *
 * @throws whatever is asked: MEMORY_REQUEST_INVALID, MEMORY_CLASS_UNKNOWN, MEMORY_KEY_MISSING, MEMORY_SEAL_BROKEN, and the errors of
 * storage and of the codec
 */
export interface TenantMemory {
  readonly tenant: string;
  /** @throws MEMORY_RECORD_TOO_LARGE, MEMORY_EDGE_ONLY, MEMORY_BUSY */
  store(record: NewRecord): Promise<StoredRecord>;
  /** All of them or none. At most 10,000. */
  storeBatch(records: readonly NewRecord[]): Promise<readonly StoredRecord[]>;
  /** Answers at once what is in L1, and on SQLite whatever there is. */
  recall(which: RecordRef): MaybePromise<RecalledRecord | undefined>;
  recallBatch(which: readonly RecordRef[]): Promise<readonly (RecalledRecord | undefined)[]>;
  search(query: SearchQuery): Promise<readonly FoundRecord[]>;
  /** All versions of a key, the newest fact first. */
  history(which: { readonly class: ClassName; readonly key: string }): Promise<readonly RecordVersion[]>;
  /** A version, or all versions of a key. */
  forget(which: RecordRef): Promise<ForgetReport>;
  forgetBatch(which: readonly RecordRef[]): Promise<ForgetReport>;
  /** Applies the steps of ageing that are due. What was done stays done when it is interrupted. */
  age(options?: AgeOptions): Promise<AgeReport>;
  /** Makes a dictionary of the records of a class, for those that come and for ageing. */
  train(className: ClassName): Promise<TrainReport>;
  /** Recounts the references, opens what is sampled, and proves the ledger. */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
  stats(): Promise<MemoryStats>;
  /** The last signed event: who keeps it elsewhere can give it to `verify`, and a ledger cut back behind it is found out. */
  head(): Promise<SignedHead | undefined>;
  /** All records, the oldest first, but for classes that are `edge_only`. */
  export(): AsyncIterable<ExportedRecord>;
  /** Stores what `export` gave; returns how many. */
  import(records: AsyncIterable<ExportedRecord>): Promise<number>;
}

export interface RotationReport {
  readonly tenants: number;
  /** Data keys that were wrapped anew. No content was rewritten. */
  readonly rewrapped: number;
}

export interface MemoryStore {
  /** @throws MEMORY_REQUEST_INVALID when the name is empty or longer than 200 characters */
  tenant(name: string): Promise<TenantMemory>;
  tenants(): Promise<readonly string[]>;
  /** Gives each tenant a new key and wraps all keys anew, by the current master key. Goes on where it was interrupted. */
  rotateKeys(): Promise<RotationReport>;
  close(): Promise<void>;
}
