import { type Dictionary, openDictionary } from '../codec/dictionary.ts';
import { decodeFrame, encodeFrame } from '../codec/frame.ts';
import { encodePack, openPack } from '../codec/pack.ts';
import { trainDictionary } from '../codec/train.ts';

/** Records of one kind; nothing of `test` may be like `train` more than two records of the kind are. */
export interface CodecCorpus {
  readonly train: readonly Uint8Array[];
  readonly test: readonly Uint8Array[];
}

export interface CodecBenchOptions {
  /** Of the dictionary's content. */
  readonly dictionaryBytes: number;
  readonly productionLevel: number;
  readonly developmentLevel: number;
  readonly packLevel: number;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
}

/** Records up to a size: how many, and their bytes before and after. */
export interface SizeClass {
  /** Infinity for the last. */
  readonly upTo: number;
  readonly records: number;
  readonly bytes: number;
  readonly written: number;
}

/** Bytes written, and milliseconds of each call. */
export interface LevelMeasure {
  readonly written: number;
  readonly sizes: readonly SizeClass[];
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
}

export interface CodecMeasure {
  readonly bytes: number;
  /** As it is kept. */
  readonly dictionaryBytes: number;
  readonly trainMs: number;
  readonly production: LevelMeasure;
  readonly development: LevelMeasure;
  readonly pack: { readonly written: number; readonly openMs: number; readonly readMs: readonly number[] };
}

const SIZE_CLASSES = [256, 1024, 4096, Number.POSITIVE_INFINITY];
/** Calls until code that runs often is compiled as well as it will be. */
const WARM_CALLS = 2000;
const ROUNDS = 3;
const PACK_READS = 3000;
const DICTIONARY_ID = 1;
/** Coprime to most counts, so that reads jump about. */
const STRIDE = 7919;

/** Trains on one half, and writes and reads the other; every record must come back byte for byte. */
export function measureCodec({ train, test }: CodecCorpus, options: CodecBenchOptions): CodecMeasure {
  const { now } = options;
  const startedAt = now();
  const kept = trainDictionary(train, { bytes: options.dictionaryBytes });
  const trainMs = now() - startedAt;
  const dictionary = openDictionary(DICTIONARY_ID, kept);
  return {
    bytes: test.reduce((sum, { length }) => sum + length, 0),
    dictionaryBytes: kept.length,
    trainMs,
    production: measureFrames(test, options.productionLevel, dictionary, now),
    development: measureFrames(test, options.developmentLevel, dictionary, now),
    pack: measurePack(test, options.packLevel, dictionary, now),
  };
}

/** The classes of size, given how many bytes each record was written with. */
export function sizeClasses(
  records: readonly Uint8Array[],
  written: readonly number[],
): readonly SizeClass[] {
  return SIZE_CLASSES.map((upTo, place) => {
    const above = SIZE_CLASSES[place - 1] ?? 0;
    const within = [...records.entries()].filter(([, { length }]) => length > above && length <= upTo);
    return {
      upTo,
      records: within.length,
      bytes: within.reduce((sum, [, { length }]) => sum + length, 0),
      written: within.reduce((sum, [at]) => sum + (written[at] ?? 0), 0),
    };
  });
}

function measureFrames(
  records: readonly Uint8Array[],
  level: number,
  dictionary: Dictionary,
  now: () => number,
): LevelMeasure {
  const sources = { dictionaryOf: () => dictionary };
  const encodeMs: number[] = [];
  const decodeMs: number[] = [];
  let frames: Uint8Array[] = [];
  const warmRounds = Math.ceil(WARM_CALLS / Math.max(1, records.length));
  const timed = <Result>(into: number[], call: () => Result): Result => {
    const startedAt = now();
    const result = call();
    into.push(now() - startedAt);
    return result;
  };
  // Whoever recalls has not just stored: the two have their passes, each with what it needs in the caches of the processor.
  for (let round = 0; round < warmRounds + ROUNDS; round++) {
    if (round === warmRounds) encodeMs.length = 0;
    frames = records.map((record) => timed(encodeMs, () => encodeFrame(record, { level, dictionary })));
  }
  for (let round = 0; round < warmRounds + ROUNDS; round++) {
    if (round === warmRounds) decodeMs.length = 0;
    for (const [at, frame] of frames.entries())
      compare(
        timed(decodeMs, () => decodeFrame(frame, sources)),
        records[at],
      );
  }
  const written = frames.map(({ length }) => length);
  const total = written.reduce((sum, length) => sum + length, 0);
  return { written: total, sizes: sizeClasses(records, written), encodeMs, decodeMs };
}

function measurePack(
  records: readonly Uint8Array[],
  level: number,
  dictionary: Dictionary,
  now: () => number,
): CodecMeasure['pack'] {
  const bytes = encodePack(records, { level, dictionary });
  const startedAt = now();
  const pack = openPack(bytes, { dictionaryOf: () => dictionary });
  const openMs = now() - startedAt;
  const readMs: number[] = [];
  for (let read = 0; read < PACK_READS; read++) {
    const place = (read * STRIDE) % records.length;
    const readAt = now();
    const record = pack.read(place);
    readMs.push(now() - readAt);
    compare(record, records[place]);
  }
  return { written: bytes.length, openMs, readMs };
}

function compare(read: Uint8Array, record: Uint8Array | undefined): void {
  if (record === undefined || Buffer.compare(read, record) !== 0)
    throw new TypeError('a record came back as another');
}
