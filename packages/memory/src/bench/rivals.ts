import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite, storageKnobs } from '@accord/storage';
import zstd from 'zstd-napi/binding.js';
import { codecErrors } from '../codec/errors.ts';
import { type CodecCorpus, type SizeClass, sizeClasses } from './codec-bench.ts';

/** What else could be done with the same records: bytes written, without those of dictionaries. */
export interface RivalMeasure {
  readonly dictionaryBytes: number;
  readonly zstdWithDictionary: number;
  readonly zstdWithDictionarySizes: readonly SizeClass[];
  readonly zstd: number;
  readonly brotli: number;
  /** All records in one stream, of which nothing can be read by itself. */
  readonly xz: number;
  /** The file of a table of records, each compressed by zstd by itself. */
  readonly sqlite: number;
}

const LEVEL = 19;
/** What `zstd --train` takes by default. */
const DICTIONARY_BYTES = 112_640;
const MAX_OUTPUT_BYTES = 2 ** 30;

/**
 * Runs the commands zstd, whose training is that of ZDICT, and xz.
 *
 * @throws AccordError MEMORY_RIVAL_MISSING when one is not installed: something weaker in its place would flatter
 */
export function measureRivals({ train, test }: CodecCorpus): RivalMeasure {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  try {
    const dictionary = trainedByZstd(train, folder);
    const withDictionary = compressEach(test, dictionary).map(({ length }) => length);
    return {
      dictionaryBytes: dictionary.length,
      zstdWithDictionary: sum(withDictionary),
      zstdWithDictionarySizes: sizeClasses(test, withDictionary),
      zstd: sum(compressEach(test).map(({ length }) => length)),
      brotli: sum(test.map((record) => brotli(record).length)),
      xz: run('xz', ['-9e', '-c'], Buffer.concat(test)).length,
      sqlite: sqlite(test, join(folder, 'records.db')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, options: readonly string[], input: Uint8Array): Uint8Array {
  try {
    return execFileSync(command, options, {
      input,
      maxBuffer: MAX_OUTPUT_BYTES,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (cause) {
    throw new AccordError(codecErrors.MEMORY_RIVAL_MISSING, {
      detail: `The command ${command} cannot be run.`,
      cause,
    });
  }
}

function trainedByZstd(records: readonly Uint8Array[], folder: string): Uint8Array {
  const list = records.map((record, at) => {
    const path = join(folder, `${at}`);
    writeFileSync(path, record);
    return path;
  });
  const files = join(folder, 'list');
  const output = join(folder, 'dictionary');
  writeFileSync(files, list.join('\n'));
  run(
    'zstd',
    ['-q', '--train', '--filelist', files, `--maxdict=${DICTIONARY_BYTES}`, '-o', output],
    new Uint8Array(),
  );
  return readFileSync(output);
}

function compressEach(records: readonly Uint8Array[], dictionary?: Uint8Array): readonly Uint8Array[] {
  const context = new zstd.CCtx();
  const prepared = dictionary === undefined ? undefined : new zstd.CDict(dictionary, LEVEL);
  return records.map((record) => {
    const output = Buffer.alloc(zstd.compressBound(record.length));
    const written =
      prepared === undefined
        ? context.compress(output, record, LEVEL)
        : context.compressUsingCDict(output, record, prepared);
    return output.subarray(0, written);
  });
}

const brotli = (record: Uint8Array): Uint8Array =>
  brotliCompressSync(record, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: record.length,
    },
  });

function sqlite(records: readonly Uint8Array[], path: string): number {
  const database = openSqlite({ path, knobs: resolveKnobs([storageKnobs], []).of(storageKnobs) });
  database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, content BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO record (content) VALUES (?)');
  const insertAll = database.transaction((contents: readonly Uint8Array[]) => {
    for (const content of contents) insert.run(content);
  });
  insertAll(compressEach(records));
  database.exec('VACUUM');
  database.close();
  return statSync(path).size;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
