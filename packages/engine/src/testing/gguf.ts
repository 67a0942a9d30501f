/**
 * Writes GGUF, the file format of llama.cpp (version 3): a header, typed metadata, the list of tensors, and their
 * values, each aligned. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

export type MetadataValue =
  | { readonly type: 'uint32' | 'float32' | 'int32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'float32s' | 'int32s'; readonly value: readonly number[] };

export interface Tensor {
  readonly name: string;
  /** Fastest-moving dimension first, as ggml counts them: a matrix of n rows with m columns is [m, n]. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly precision: 'float32' | 'float16';
}

const VERSION = 3;
const ALIGNMENT = 32;

/** Numbers of the value types of metadata. */
const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** Numbers of the tensor types. */
const PRECISION = { float32: 0, float16: 1 } as const;

export function ggufFile(
  metadata: Readonly<Record<string, MetadataValue>>,
  tensors: readonly Tensor[],
): Buffer {
  const data = tensors.map(dataOf);
  const entries = Object.entries(metadata);
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(VERSION),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), ...typed(value)]),
    ...tensorList(tensors, data),
  ]);
  return Buffer.concat([aligned(head), ...data]);
}

function tensorList(tensors: readonly Tensor[], data: readonly Buffer[]): Buffer[] {
  let offset = 0;
  return tensors.map(({ name, shape, precision }, place) => {
    const entry = [
      text(name),
      uint32(shape.length),
      ...shape.map(uint64),
      uint32(PRECISION[precision]),
      uint64(offset),
    ];
    offset += data[place]?.length ?? 0;
    return Buffer.concat(entry);
  });
}

function typed(entry: MetadataValue): Buffer[] {
  switch (entry.type) {
    case 'bool':
      return [uint32(TYPE.bool), Buffer.of(entry.value ? 1 : 0)];
    case 'string':
      return [uint32(TYPE.string), text(entry.value)];
    case 'strings':
      return [...arrayHead(TYPE.string, entry.value), ...entry.value.map(text)];
    case 'float32s':
      return [...arrayHead(TYPE.float32, entry.value), ...entry.value.map(float32)];
    case 'int32s':
      return [...arrayHead(TYPE.int32, entry.value), ...entry.value.map(int32)];
    case 'float32':
      return [uint32(TYPE.float32), float32(entry.value)];
    case 'int32':
      return [uint32(TYPE.int32), int32(entry.value)];
    case 'uint32':
      return [uint32(TYPE.uint32), uint32(entry.value)];
  }
}

const arrayHead = (elementType: number, values: readonly unknown[]): Buffer[] => [
  uint32(TYPE.array),
  uint32(elementType),
  uint64(values.length),
];

function dataOf({ name, shape, values, precision }: Tensor): Buffer {
  if (shape.reduce((size, length) => size * length, 1) !== values.length) {
    throw new TypeError(`${name} has ${values.length} values for the shape ${shape.join(' × ')}`);
  }
  const bytes = precision === 'float16' ? 2 : 4;
  const data = Buffer.alloc(values.length * bytes);
  values.forEach((value, place) => {
    if (precision === 'float16') data.writeUInt16LE(halfOf(value), place * bytes);
    else data.writeFloatLE(value, place * bytes);
  });
  return aligned(data);
}

/** The bits of a number in IEEE 754 half precision, cut off and not rounded; below 2⁻¹⁴ it is zero. */
export function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign;
  const exponent = Math.floor(Math.log2(size));
  if (exponent > 15) throw new RangeError(`${value} is beyond half precision`);
  return sign | ((exponent + 15) << 10) | Math.floor((size / 2 ** exponent - 1) * 1024);
}

function aligned(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((ALIGNMENT - (data.length % ALIGNMENT)) % ALIGNMENT)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
