import { LRUCache } from 'lru-cache';
import { Compressor, Decompressor } from 'zstd-napi';

/** Bytes that records of one kind have in common, which each of them is then compressed without. */
export interface Dictionary {
  /** Counts up within a tenant's class; in each frame that was made with it. */
  readonly number: number;
  /** Tells it from every other dictionary of the process. */
  readonly id: string;
  /** Content, without structure: what comes last is found with the shortest distances. */
  readonly bytes: Uint8Array;
}

export interface Zstd {
  /** A zstd frame that says its length and has neither check nor number of a dictionary: ours has both. */
  compress(content: Uint8Array, level: number, dictionary: Dictionary | undefined): Buffer;
  /**
   * @param length what the frame must hold, which is looked at before memory is taken
   * @throws Error for a frame that is damaged
   */
  decompress(frame: Uint8Array, length: number, dictionary: Dictionary | undefined): Buffer;
}

/** Each holds the dictionary as zstd has prepared it, some ten times its size. */
const PREPARED = 32;
const PLAIN = '';

/** Compressors and decompressors are kept, since preparing a dictionary takes a thousand times as long as using it. */
export function createZstd(): Zstd {
  const compressors = new LRUCache<string, Compressor>({ max: PREPARED });
  const decompressors = new LRUCache<string, Decompressor>({ max: PREPARED });

  const compressorFor = (level: number, dictionary: Dictionary | undefined): Compressor => {
    const key = `${level} ${dictionary?.id ?? PLAIN}`;
    let compressor = compressors.get(key);
    if (compressor === undefined) {
      compressor = new Compressor();
      compressor.setParameters({ compressionLevel: level, checksumFlag: false, dictIDFlag: false });
      if (dictionary !== undefined) compressor.loadDictionary(dictionary.bytes);
      compressors.set(key, compressor);
    }
    return compressor;
  };
  const decompressorFor = (dictionary: Dictionary | undefined): Decompressor => {
    const key = dictionary?.id ?? PLAIN;
    let decompressor = decompressors.get(key);
    if (decompressor === undefined) {
      decompressor = new Decompressor();
      if (dictionary !== undefined) decompressor.loadDictionary(dictionary.bytes);
      decompressors.set(key, decompressor);
    }
    return decompressor;
  };

  return {
    compress: (content, level, dictionary) => compressorFor(level, dictionary).compress(content),
    decompress(frame, length, dictionary) {
      const declared = contentSizeOf(frame);
      if (declared !== length) throw new Error(`zstd says ${declared ?? 'nothing'} of the length ${length}`);
      return decompressorFor(dictionary).decompress(frame);
    },
  };
}

const HEAD_AT = 4;

/** What a zstd frame says that it holds (RFC 8878, section 3.1.1.1); undefined where it says nothing, or too much. */
function contentSizeOf(bytes: Uint8Array): number | undefined {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptor = frame[HEAD_AT];
  if (descriptor === undefined) return undefined;
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = HEAD_AT + 1 + (singleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >>> 6) {
    case 0:
      return singleSegment ? frame[at] : undefined;
    case 1:
      return at + 2 <= frame.length ? frame.readUInt16LE(at) + 256 : undefined;
    case 2:
      return at + 4 <= frame.length ? frame.readUInt32LE(at) : undefined;
    default:
      return undefined;
  }
}
