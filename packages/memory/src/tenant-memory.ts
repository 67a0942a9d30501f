import { AccordError } from '@accord/kernel';
import type { RowWrite, SqlRow } from '@accord/storage';
import { policyOf } from './classes.ts';
import { trainDictionary } from './codec/dictionary.ts';
import type { Change } from './commits.ts';
import {
  ADD_CONTENT,
  CONTENT_COLUMNS,
  contentOf,
  contentRow,
  openedContent,
  type Place,
  sealedContent,
  WRAPPED_KEY_BYTES,
} from './contents.ts';
import { memoryErrors } from './errors.ts';
import type { House, Plain } from './house.ts';
import type {
  ClassStats,
  Content,
  Recalled,
  RecordInfo,
  Remembrance,
  TenantMemory,
  TrainReport,
} from './memory-store.ts';
import { seal, unseal } from './seal.ts';
import { bytesIn, numberIn, textIn } from './tables.ts';
import type { TenantKeys } from './tenant-keys.ts';

const MOST_KEY_CHARACTERS = 512;
const MOST_METADATA_BYTES = 16_384;
/** Of a class, the samples that a dictionary is made of: enough to know it, few enough for a minute. */
const MOST_SAMPLES = 20_000;
const MOST_SAMPLE_BYTES = 64 << 20;
const FEWEST_SAMPLES = 8;

const EXISTS = 'SELECT 1 AS there FROM memory_contents WHERE tenant = ? AND class = ? AND address = ?';
const ADD_RECORD = `INSERT INTO memory_records (id, tenant, class, name, address, valid_from, recorded_at, card)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const VERSIONS = `SELECT id, class, address, valid_from, recorded_at, card FROM memory_records
  WHERE tenant = ? AND name = ? ORDER BY valid_from DESC, id DESC`;
const RECALL = `SELECT id, class, address, valid_from, recorded_at, card FROM memory_records
  WHERE tenant = ? AND name = ? AND valid_from <= ? ORDER BY valid_from DESC, id DESC LIMIT 1`;
const CONTENT = `SELECT ${CONTENT_COLUMNS} FROM memory_contents WHERE tenant = ? AND class = ? AND address = ?`;
const FORGET = 'DELETE FROM memory_records WHERE tenant = ? AND name = ?';
/** Before a row goes, since a database keeps the bytes of what was deleted until it needs the room. */
const DESTROY_KEY = `UPDATE memory_contents SET wrapped_key = ? WHERE tenant = ? AND class = ? AND address = ?
  AND NOT EXISTS (SELECT 1 FROM memory_records r WHERE r.tenant = memory_contents.tenant
    AND r.class = memory_contents.class AND r.address = memory_contents.address)`;
/** Only where nothing refers to it; another process that refers to it meanwhile keeps it. */
const DROP_CONTENT = `DELETE FROM memory_contents WHERE tenant = ? AND class = ? AND address = ?
  AND NOT EXISTS (SELECT 1 FROM memory_records r WHERE r.tenant = memory_contents.tenant
    AND r.class = memory_contents.class AND r.address = memory_contents.address)`;
const SAMPLES = `SELECT ${CONTENT_COLUMNS} FROM memory_contents WHERE tenant = ? AND class = ?
  ORDER BY stored_at DESC LIMIT ${MOST_SAMPLES}`;
const STATS = `SELECT c.class AS class, count(*) AS contents, sum(c.content_bytes) AS content_bytes,
  sum(c.frame_bytes) AS stored_bytes FROM memory_contents c WHERE c.tenant = ? GROUP BY c.class`;
const RECORD_STATS = `SELECT r.class AS class, count(*) AS records, sum(c.content_bytes) AS record_bytes
  FROM memory_records r JOIN memory_contents c ON c.tenant = r.tenant AND c.class = r.class AND c.address = r.address
  WHERE r.tenant = ? GROUP BY r.class`;
const DICTIONARIES =
  'SELECT class, count(*) AS dictionaries FROM memory_dictionaries WHERE tenant = ? GROUP BY class';

const NO_KEY = new Uint8Array(WRAPPED_KEY_BYTES);

interface Card {
  readonly key: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export function tenantMemory(house: House, tenant: string): TenantMemory {
  const { sql, knobs, classes, clock, nextId, zstd, secrets, dictionaries, commits, opened, counts } = house;
  const keysOf = (): Promise<TenantKeys> => secrets.of(tenant);

  /** The change that adds a record, and its content where that is not there. */
  const additionOf = async (record: Prepared, keys: TenantKeys, sure: boolean): Promise<Change> => {
    const { info, plain, place } = record;
    const there = !sure && (await sql.all(EXISTS, [tenant, place.memoryClass, place.address])).length > 0;
    const writes: RowWrite[] = [];
    if (there) counts.alreadyThere += 1;
    else {
      const dictionary = policyOf(classes, place.memoryClass).forgettable
        ? undefined
        : await dictionaries.newest(tenant, place.memoryClass, keys);
      const sealed = sealedContent(place, plain.kind, plain.bytes, {
        zstd,
        level: knobs.zstd_level,
        dictionary,
        keys,
      });
      writes.push({ sql: ADD_CONTENT, rows: [contentRow(sealed, info.recordedAt)] });
    }
    writes.push({ sql: ADD_RECORD, rows: [recordRow(tenant, info, place.address, keys)] });
    const subject = JSON.stringify({ id: info.id, class: info.memoryClass, address: place.address });
    return { writes, events: [{ tenant, kind: 'store', subject }] };
  };
  const store = async (remembrance: Remembrance): Promise<RecordInfo> => {
    const keys = await keysOf();
    const record = prepared(house, tenant, remembrance, keys);
    counts.stored += 1;
    try {
      await commits.commit(await additionOf(record, keys, false));
    } catch (error) {
      if (isBusy(error)) throw failed(house, error);
      // The content that it was to share may have been forgotten in between, or the keys have been rotated.
      try {
        await commits.commit(await additionOf(record, await secrets.reload(tenant), true));
      } catch (again) {
        throw failed(house, again);
      }
    }
    return record.info;
  };

  const openPlace = async (place: Place, keys: TenantKeys): Promise<Plain> => {
    const id = JSON.stringify([place.tenant, place.memoryClass, place.address]);
    const where = [place.tenant, place.memoryClass, place.address];
    const known = opened?.get(id);
    // Another process may have forgotten it.
    const [row] = await sql.all(known === undefined ? CONTENT : EXISTS, where);
    if (row === undefined) throw new AccordError(memoryErrors.MEMORY_NOT_FOUND);
    if (known !== undefined) {
      counts.fromMemory += 1;
      return known;
    }
    const stored = contentOf(row);
    const current = stored.keyVersion > keys.version ? await secrets.reload(tenant) : keys;
    const options = { zstd, dictionaries, keys: current, maxBytes: knobs.record_bytes };
    const plain: Plain = { kind: stored.kind, bytes: await openedContent(stored, options) };
    opened?.set(id, plain);
    return plain;
  };

  return {
    store,
    storeBatch: (remembrances) => Promise.allSettled(remembrances.map(store)),
    async recall(key, at = clock.now()) {
      const keys = await keysOf();
      const [row] = await sql.all(RECALL, [tenant, keys.nameOf(key), BigInt(at)]);
      if (row === undefined) {
        throw new AccordError(memoryErrors.MEMORY_NOT_FOUND, {
          detail: `Nothing is remembered under ${JSON.stringify(key)}`,
          field: 'key',
        });
      }
      counts.recalled += 1;
      try {
        const info = infoOf(tenant, row, keys);
        const place = { tenant, memoryClass: info.memoryClass, address: textIn(row, 'address') };
        return { ...info, content: contentOfPlain(await openPlace(place, keys)) } satisfies Recalled;
      } catch (error) {
        throw failed(house, error);
      }
    },
    async history(key) {
      const keys = await keysOf();
      const rows = await sql.all(VERSIONS, [tenant, keys.nameOf(key)]);
      return rows.map((row) => infoOf(tenant, row, keys));
    },
    async forget(key) {
      const keys = await keysOf();
      const name = keys.nameOf(key);
      const rows = await sql.all(VERSIONS, [tenant, name]);
      if (rows.length === 0) return 0;
      const places = new Map(
        rows.map((row) => [`${textIn(row, 'class')} ${textIn(row, 'address')}`, row] as const),
      );
      const dropped = [...places.values()].map((row) => [
        tenant,
        textIn(row, 'class'),
        textIn(row, 'address'),
      ]);
      for (const [, memoryClass, address] of dropped) {
        opened?.delete(JSON.stringify([tenant, memoryClass, address]));
      }
      await commits.commit({
        writes: [
          { sql: FORGET, rows: [[tenant, name]] },
          { sql: DESTROY_KEY, rows: dropped.map((where) => [NO_KEY, ...where]) },
          { sql: DROP_CONTENT, rows: dropped },
        ],
        events: [
          { tenant, kind: 'forget', subject: JSON.stringify({ ids: rows.map((row) => textIn(row, 'id')) }) },
        ],
      });
      return rows.length;
    },
    async train(memoryClass) {
      if (policyOf(classes, memoryClass).forgettable) {
        throw invalid(`Records of ${memoryClass} feed no dictionary: they are to leave no trace`, 'class');
      }
      const keys = await keysOf();
      const samples = await samplesOf(house, await sql.all(SAMPLES, [tenant, memoryClass]), keys);
      const bytes = trainDictionary(samples, knobs.dictionary_bytes);
      if (samples.length < FEWEST_SAMPLES || bytes.length === 0) {
        throw invalid(`The ${samples.length} records of ${memoryClass} have too little in common`, 'class');
      }
      const trained = { tenant, memoryClass, bytes, samples: samples.length, at: clock.now() };
      const { number, write } = await dictionaries.added(trained, keys);
      const report: TrainReport = { number, samples: samples.length, bytes: bytes.length };
      const subject = JSON.stringify({ class: memoryClass, ...report });
      await commits.commit({ writes: [write], events: [{ tenant, kind: 'train', subject }] });
      dictionaries.forget(tenant, memoryClass);
      return report;
    },
    async stats() {
      const of = async (statement: string): Promise<ReadonlyMap<string, SqlRow>> =>
        new Map((await sql.all(statement, [tenant])).map((row) => [textIn(row, 'class'), row]));
      const [contents, records, trained] = [await of(STATS), await of(RECORD_STATS), await of(DICTIONARIES)];
      const sum = (row: SqlRow | undefined, column: string): number => Number(row?.[column] ?? 0);
      return Object.keys(classes).map(
        (memoryClass): ClassStats => ({
          memoryClass,
          records: sum(records.get(memoryClass), 'records'),
          contents: sum(contents.get(memoryClass), 'contents'),
          contentBytes: sum(contents.get(memoryClass), 'content_bytes'),
          recordBytes: sum(records.get(memoryClass), 'record_bytes'),
          storedBytes: sum(contents.get(memoryClass), 'stored_bytes'),
          dictionaries: sum(trained.get(memoryClass), 'dictionaries'),
        }),
      );
    },
  };

  function prepared(
    { classes: known }: House,
    owner: string,
    remembrance: Remembrance,
    keys: TenantKeys,
  ): Prepared {
    const { memoryClass, content, metadata = {}, validFrom } = remembrance;
    policyOf(known, memoryClass);
    const plain = plainOf(content);
    if (plain.bytes.length > knobs.record_bytes) {
      throw invalid(
        `The content has ${plain.bytes.length} bytes, more than ${knobs.record_bytes}`,
        'content',
      );
    }
    const id = nextId();
    const key = remembrance.key ?? id;
    checkKey(key);
    checkMetadata(metadata);
    const recordedAt = clock.now();
    const info = { id, memoryClass, key, metadata, validFrom: validFrom ?? recordedAt, recordedAt };
    const address = keys.addressOf(memoryClass, plain.kind, plain.bytes);
    return { info, plain, place: { tenant: owner, memoryClass, address } };
  }
}

interface Prepared {
  readonly info: RecordInfo;
  readonly plain: Plain;
  readonly place: Place;
}

function plainOf(content: Content): Plain {
  if (content.kind === 'text') return { kind: 'text', bytes: Buffer.from(content.text) };
  const text = JSON.stringify(content.value) as string | undefined;
  if (text === undefined) throw invalid('The content is nothing that JSON can say', 'content');
  return { kind: 'json', bytes: Buffer.from(text) };
}

const contentOfPlain = ({ kind, bytes }: Plain): Content =>
  kind === 'text' ? { kind, text: bytes.toString() } : { kind, value: JSON.parse(bytes.toString()) };

const HALF_OF_A_PAIR = /\p{Cs}/u;

function checkKey(key: string): void {
  if (key.length < 1 || key.length > MOST_KEY_CHARACTERS) {
    throw invalid(`A key has 1 to ${MOST_KEY_CHARACTERS} characters`, 'key');
  }
  if (HALF_OF_A_PAIR.test(key)) throw invalid('A key is text in Unicode', 'key');
}

function checkMetadata(metadata: Readonly<Record<string, unknown>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > MOST_METADATA_BYTES)
    throw invalid(`Metadata have at most ${MOST_METADATA_BYTES} bytes`, 'metadata');
}

const cardBound = (tenant: string, id: string): string => JSON.stringify(['card', tenant, id]);

function recordRow(tenant: string, info: RecordInfo, address: string, keys: TenantKeys) {
  const card: Card = { key: info.key, metadata: info.metadata };
  return [
    info.id,
    tenant,
    info.memoryClass,
    keys.nameOf(info.key),
    address,
    BigInt(info.validFrom),
    BigInt(info.recordedAt),
    seal(keys.card, Buffer.from(JSON.stringify(card)), cardBound(tenant, info.id)),
  ];
}

function infoOf(tenant: string, row: SqlRow, keys: TenantKeys): RecordInfo {
  const id = textIn(row, 'id');
  const { key, metadata } = JSON.parse(
    unseal(keys.card, bytesIn(row, 'card'), cardBound(tenant, id)).toString(),
  ) as Card;
  return {
    id,
    memoryClass: textIn(row, 'class'),
    key,
    metadata,
    validFrom: numberIn(row, 'valid_from'),
    recordedAt: numberIn(row, 'recorded_at'),
  };
}

async function samplesOf(
  { zstd, dictionaries, knobs }: House,
  rows: readonly SqlRow[],
  keys: TenantKeys,
): Promise<readonly Buffer[]> {
  const samples: Buffer[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (bytes > MOST_SAMPLE_BYTES) break;
    const options = { zstd, dictionaries, keys, maxBytes: knobs.record_bytes };
    const sample = await openedContent(contentOf(row), options);
    samples.push(sample);
    bytes += sample.length;
  }
  return samples;
}

const isBusy = (error: unknown): boolean =>
  error instanceof AccordError && error.code === memoryErrors.MEMORY_BUSY.code;

function failed({ counts }: House, error: unknown): unknown {
  counts.failed += 1;
  return error;
}

const invalid = (detail: string, field: string): AccordError =>
  new AccordError(memoryErrors.MEMORY_INVALID, { detail, field });
