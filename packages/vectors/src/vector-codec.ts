/** How finely the numbers of a vector are kept. */
export const VECTOR_FORMATS = ['fp32', 'fp16', 'int8'] as const;
export type VectorFormat = (typeof VECTOR_FORMATS)[number];

/**
 * Writes and reads vectors of about length 1 as bytes, little-endian. fp16 keeps 11 bits of each number. int8 keeps a scale in fp32, the
 * largest number over 127, and then each number over the scale, rounded.
 */
export interface VectorCodec {
  encode(vector: Float32Array): Uint8Array;
  /** Undefined when there is no vector of which these could be the bytes. */
  decode(bytes: Uint8Array): Float32Array | undefined;
}

const SCALE_BYTES = 4;
const INT8_MOST = 127;

export const vectorCodecs: Readonly<Record<VectorFormat, VectorCodec>> = {
  fp32: {
    encode(vector) {
      const view = new DataView(new ArrayBuffer(vector.length * 4));
      for (const [at, value] of vector.entries()) view.setFloat32(at * 4, value, true);
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) => readNumbers(bytes, bytes.length / 4, (view, at) => view.getFloat32(at * 4, true)),
  },
  fp16: {
    encode(vector) {
      const view = new DataView(new ArrayBuffer(vector.length * 2));
      for (const [at, value] of vector.entries()) view.setUint16(at * 2, halfOf(value), true);
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) =>
      readNumbers(bytes, bytes.length / 2, (view, at) => numberOf(view.getUint16(at * 2, true))),
  },
  int8: {
    encode(vector) {
      const view = new DataView(new ArrayBuffer(SCALE_BYTES + vector.length));
      const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / INT8_MOST;
      view.setFloat32(0, scale, true);
      for (const [at, value] of vector.entries()) {
        view.setInt8(SCALE_BYTES + at, scale === 0 ? 0 : Math.round(value / scale));
      }
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) =>
      readNumbers(
        bytes,
        bytes.length - SCALE_BYTES,
        (view, at) => view.getInt8(SCALE_BYTES + at) * view.getFloat32(0, true),
      ),
  },
};

function readNumbers(
  bytes: Uint8Array,
  dimensions: number,
  read: (view: DataView, at: number) => number,
): Float32Array | undefined {
  if (!Number.isInteger(dimensions) || dimensions <= 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: dimensions }, (_, at) => read(view, at));
}

const scratch = new DataView(new ArrayBuffer(4));
const MANTISSA = 10;
const BIAS = 15;
const LARGEST_HALF = 65_504;
/** The step between halves near zero, 2^-24. */
const LEAST_STEP = 2 ** -24;
const LEAST_NORMAL = 2 ** -14;

/** The nearest number of IEEE 754 binary16, ties to even. What is too large becomes the largest. */
function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.min(Math.abs(value), LARGEST_HALF);
  if (size < LEAST_NORMAL) return sign | roundToEven(size / LEAST_STEP);
  scratch.setFloat32(0, size);
  const bits = scratch.getUint32(0);
  // Rounds the 13 bits that are dropped; a carry goes on into the exponent, as it should.
  const kept = (bits >>> 13) & 1;
  return sign | (((bits + 0xfff + kept) >>> 13) - ((127 - BIAS) << MANTISSA));
}

function numberOf(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> MANTISSA) & 31;
  const mantissa = half & 0x3ff;
  if (exponent === 0) return sign * mantissa * LEAST_STEP;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - BIAS);
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
