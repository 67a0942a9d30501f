/** Writes a format into bytes that grow. */
export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  /** LEB128 of an integer from 0 to 2^35 − 1. */
  varint(value: number): void;
  /** Little-endian. */
  uint16(value: number): void;
  uint32(value: number): void;
  put(bytes: Uint8Array): void;
  /** A copy of what was written. */
  finish(): Uint8Array;
}

export function createByteWriter(expected = 64): ByteWriter {
  let bytes = new Uint8Array(expected);
  let length = 0;

  const room = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes);
    bytes = larger;
  };
  const byte = (value: number): void => {
    room(1);
    bytes[length++] = value;
  };

  return {
    get length() {
      return length;
    },
    byte,
    varint(value) {
      let left = value;
      for (; left >= 128; left = Math.floor(left / 128)) byte((left % 128) + 128);
      byte(left);
    },
    uint16(value) {
      byte(value & 255);
      byte((value >>> 8) & 255);
    },
    uint32(value) {
      for (const shift of [0, 8, 16, 24]) byte((value >>> shift) & 255);
    },
    put(more) {
      room(more.length);
      bytes.set(more, length);
      length += more.length;
    },
    finish: () => bytes.slice(0, length),
  };
}
