import type { RowWrite, SqlDatabase, SqlRow } from '@accord/storage';
import { AccordError } from '@accord/kernel';
import type { ClassPolicy } from '../classes.ts';
import type { Dictionary } from '../codec/dictionary.ts';
import { codecErrors } from '../codec/errors.ts';
import { decodeFrame, writeFrame } from '../codec/frame.ts';
import { openPack, type Pack } from '../codec/pack.ts';
import type { TenantKeys } from '../crypto/key-ring.ts';
import { aboutOf, KEY_BYTES, sealOnce, secretBytes, unsealOnce } from '../crypto/seal.ts';
import { type MaybePromise, whenReady } from '../maybe-promise.ts';
import { bytesIn, hexOf, NO_BYTES, numberIn, packCell, packIn, textIn } from '../tables/cells.ts';
import { manyOf } from '../tables/many.ts';
import type { PackFiles } from '../tiers/pack-files.ts';
import { type ContentRow, contentRowOf } from './content-row.ts';
import type { Dictionaries } from './dictionaries.ts';

export interface ContentBase {
  readonly row: ContentRow;
  readonly content: Uint8Array;
}

export interface Framing {
  readonly level: number;
  readonly dictionary?: Dictionary | undefined;
  readonly base?: ContentBase | undefined;
}

/** The part of a row that says how the content is kept. */
export type KeptFrame = Pick<
  ContentRow,
  'base' | 'depth' | 'dictionary' | 'generation' | 'wrapped' | 'keptBytes' | 'place'
>;

/** How the contents of one tenant are written and read: framed or packed, and sealed. */
export interface Contents {
  /** The rows that there are, by address in hexadecimal. */
  find(addresses: readonly Uint8Array[]): Promise<ReadonlyMap<string, ContentRow>>;
  byIds(ids: readonly number[]): Promise<readonly ContentRow[]>;
  /** The ids of those that there are, by address in hexadecimal. */
  existing(addresses: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>>;
  frame(
    policy: ClassPolicy,
    className: string,
    address: Uint8Array,
    content: Uint8Array,
    how: Framing,
  ): KeptFrame;
  /** @throws MEMORY_SEAL_BROKEN, MEMORY_PACK_MISSING and the errors of the codec */
  open(row: ContentRow): MaybePromise<Uint8Array>;
  /** Writes a file that nothing refers to yet. */
  writePack(pack: NewPack): WrittenPack;
  /** Lets go of what is open of packs that are gone. */
  closePacks(files: readonly string[]): void;
}

export interface NewPack {
  readonly class: string;
  readonly policy: ClassPolicy;
  readonly bytes: Uint8Array;
  /** Of the pack; 0 without one. */
  readonly dictionary: number;
  readonly contents: number;
  readonly at: number;
}

export interface WrittenPack {
  readonly file: string;
  readonly bytes: number;
  readonly adding: RowWrite;
}

/** What has to be read before a frame can be; longer chains are not written. */
const DEEPEST = 4;
/** Opened packs are kept whole in memory. */
const OPEN_PACKS = 16;
const PACK = 'SELECT * FROM memory_packs WHERE tenant = ? AND file = ?';
const ADD_PACK = `INSERT INTO memory_packs (tenant, file, class, generation, wrapped, dictionary, contents, bytes, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const EXISTING = 'SELECT address, id FROM memory_contents WHERE tenant = ? AND address IN';
const BY_ID = 'SELECT * FROM memory_kept WHERE tenant = ? AND id IN';
const BY_ADDRESS = 'SELECT * FROM memory_kept WHERE tenant = ? AND address IN';

export interface ContentsOptions {
  readonly sql: SqlDatabase;
  readonly tenant: string;
  readonly tenantId: bigint;
  readonly keys: () => TenantKeys;
  readonly dictionaries: Dictionaries;
  readonly packs: PackFiles;
}

export function contentsOf({ sql, tenant, tenantId, keys, dictionaries, packs }: ContentsOptions): Contents {
  const openPacks = new Map<string, Pack>();
  const keep = (file: string, pack: Pack): Pack => {
    openPacks.delete(file);
    openPacks.set(file, pack);
    const [oldest] = openPacks.keys();
    if (openPacks.size > OPEN_PACKS && oldest !== undefined) openPacks.delete(oldest);
    return pack;
  };
  const readPack = (row: SqlRow, dictionary: Dictionary | undefined): Pack => {
    const [file, className] = [packIn(row, 'file'), textIn(row, 'class')];
    const wrapped = bytesIn(row, 'wrapped');
    const sealed = packs.read(file);
    const about = aboutPack(tenant, className);
    const bytes =
      wrapped.length === 0
        ? sealed
        : unsealOnce(keys().unwrap(wrapped, numberIn(row, 'generation'), about), 'content', sealed, about);
    return openPack(bytes, { dictionaryOf: (id) => (id === dictionary?.id ? dictionary : undefined) });
  };
  const packOf = (file: string, dictionary: number): MaybePromise<Pack> => {
    const open = openPacks.get(file);
    if (open !== undefined) return keep(file, open);
    return whenReady(sql.all(PACK, [tenantId, packCell(file)]), ([row]) => {
      if (row === undefined) throw new AccordError(codecErrors.MEMORY_PACK_DAMAGED);
      return whenReady(dictionaries.byId(dictionary), (found) => keep(file, readPack(row, found)));
    });
  };
  const rowAt = (id: number): MaybePromise<ContentRow | undefined> =>
    whenReady(sql.all(`${BY_ID} (?)`, [tenantId, BigInt(id)]), ([row]) =>
      row === undefined ? undefined : contentRowOf(row),
    );
  const baseOf = (row: ContentRow, left: number): MaybePromise<Uint8Array | undefined> => {
    if (row.base === undefined) return undefined;
    if (left === 0)
      throw new AccordError(codecErrors.MEMORY_BASE_MISSING, { detail: 'The chain has no end' });
    return whenReady(rowAt(row.base), (base) => (base === undefined ? undefined : open(base, left - 1)));
  };
  const open = (row: ContentRow, left = DEEPEST): MaybePromise<Uint8Array> => {
    const { place } = row;
    if (place.tier === 'L3') {
      return whenReady(packOf(place.pack, row.dictionary), (pack) => pack.read(place.index));
    }
    return whenReady(dictionaries.byId(row.dictionary), (dictionary) =>
      whenReady(baseOf(row, left), (base) => {
        const dictionaryOf = (id: number) => (id === dictionary?.id ? dictionary : undefined);
        return decodeFrame(unsealed(row, place.frame), { dictionaryOf, base: () => base });
      }),
    );
  };
  const unsealed = (row: ContentRow, frame: Uint8Array): Uint8Array => {
    if (row.wrapped.length === 0) return frame;
    const about = aboutContent(tenant, row.class, row.address);
    return unsealOnce(keys().unwrap(row.wrapped, row.generation, about), 'content', frame, about);
  };

  return {
    async find(addresses) {
      const rows = await manyOf(sql, BY_ADDRESS, [tenantId], addresses);
      return new Map(rows.map(contentRowOf).map((row) => [hexOf(row.address), row]));
    },
    async byIds(ids) {
      return (await manyOf(sql, BY_ID, [tenantId], ids.map(BigInt))).map(contentRowOf);
    },
    async existing(addresses) {
      const rows = await manyOf(sql, EXISTING, [tenantId], addresses);
      return new Map(rows.map((row) => [hexOf(bytesIn(row, 'address')), numberIn(row, 'id')]));
    },
    frame(policy, className, address, content, { level, dictionary, base }) {
      const usable = base !== undefined && base.row.depth + 1 < DEEPEST ? base : undefined;
      const written = writeFrame(content, { level, dictionary, base: usable?.content });
      const { frame } = written;
      const about = aboutContent(tenant, className, address);
      const key = policy.encrypted ? secretBytes(KEY_BYTES) : undefined;
      const kept = key === undefined ? frame : sealOnce(key, 'content', frame, about);
      return {
        base: written.delta ? usable?.row.id : undefined,
        depth: written.delta && usable !== undefined ? usable.row.depth + 1 : 0,
        dictionary: written.dictionary ?? 0,
        generation: keys().generation,
        wrapped: key === undefined ? NO_BYTES : keys().wrap(key, about),
        keptBytes: kept.length,
        place: { tier: 'L2', frame: kept },
      };
    },
    open: (row) => open(row),
    writePack({ class: className, policy, bytes, dictionary, contents, at }) {
      const about = aboutPack(tenant, className);
      const key = policy.encrypted ? secretBytes(KEY_BYTES) : undefined;
      const sealed = key === undefined ? bytes : sealOnce(key, 'content', bytes, about);
      const wrapped = key === undefined ? NO_BYTES : keys().wrap(key, about);
      const file = packs.write(sealed);
      const counts = [dictionary, contents, sealed.length, at].map(BigInt);
      const cells = [tenantId, packCell(file), className, BigInt(keys().generation), wrapped, ...counts];
      return { file, bytes: sealed.length, adding: { sql: ADD_PACK, rows: [cells] } };
    },
    closePacks(files) {
      for (const file of files) openPacks.delete(file);
    },
  };
}

export const aboutContent = (tenant: string, className: string, address: Uint8Array): Buffer =>
  aboutOf('content', tenant, className, address);
/** Each pack has a key of its own, so that the file of one never opens in the place of another. */
export const aboutPack = (tenant: string, className: string): Buffer =>
  aboutOf('pack', tenant, className, NO_BYTES);
