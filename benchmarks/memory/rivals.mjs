import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { sizeClasses } from '@accord/memory/bench';
import Database from 'better-sqlite3';
import zstd from 'zstd-napi/binding.js';

const LEVEL = 19;
/** What `zstd --train` takes by default. */
const DICTIONARY_BYTES = 112_640;

/** What else could be done with the same records: bytes written, and of dictionaries their own. */
export function measureRivals({ train, test }) {
  return inFolder((folder) => {
    const dictionary = trainedByZstd(train, folder);
    const withDictionary = zstdEach(test, dictionary);
    return {
      dictionaryBytes: dictionary.length,
      zstdWithDictionary: sum(withDictionary),
      zstdWithDictionarySizes: sizeClasses(test, withDictionary),
      zstd: sum(zstdEach(test, Buffer.alloc(0))),
      brotli: sum(test.map((record) => brotli(record).length)),
      xz: xz(test),
      sqlite: sqlite(test, join(folder, 'records.db')),
    };
  });
}

/** ZDICT by the command of Debian; without it the comparison would be with something weaker, so there is none. */
function trainedByZstd(records, folder) {
  const list = records.map((record, at) => {
    const path = join(folder, `${at}`);
    writeFileSync(path, record);
    return path;
  });
  writeFileSync(join(folder, 'list'), list.join('\n'));
  const output = join(folder, 'dictionary');
  const options = [
    '-q',
    '--train',
    '--filelist',
    join(folder, 'list'),
    `--maxdict=${DICTIONARY_BYTES}`,
    '-o',
    output,
  ];
  execFileSync('zstd', options, { stdio: ['ignore', 'ignore', 'ignore'] });
  return readFileSync(output);
}

function zstdEach(records, dictionary) {
  const context = new zstd.CCtx();
  const prepared = dictionary.length > 0 ? new zstd.CDict(dictionary, LEVEL) : undefined;
  const output = Buffer.alloc(zstd.compressBound(Math.max(...records.map(({ length }) => length))));
  return records.map((record) =>
    prepared === undefined
      ? context.compress(output, record, LEVEL)
      : context.compressUsingCDict(output, record, prepared),
  );
}

const brotli = (record) =>
  brotliCompressSync(record, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: record.length,
    },
  });

/** All records in one stream: nothing of it can be read by itself. */
const xz = (records) =>
  execFileSync('xz', ['-9e', '-c'], { input: Buffer.concat(records), maxBuffer: 2 ** 30 }).length;

/** A table of records, each compressed by zstd by itself: the bytes of its file. */
function sqlite(records, path) {
  const database = new Database(path);
  database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, content BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO record (content) VALUES (?)');
  const context = new zstd.CCtx();
  database.transaction(() => {
    for (const record of records) {
      const output = Buffer.alloc(zstd.compressBound(record.length));
      insert.run(output.subarray(0, context.compress(output, record, LEVEL)));
    }
  })();
  database.exec('VACUUM');
  database.close();
  return statSync(path).size;
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
