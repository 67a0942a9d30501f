/** Reads a format byte by byte; undefined is never returned: what is missing or too large is told by `damaged`. */
export interface ByteReader {
  readonly at: number;
  readonly left: number;
  byte(): number;
  /** LEB128, at most `most`. */
  varint(most: number): number;
  /** Little-endian. */
  uint16(): number;
  uint32(): number;
  take(bytes: number): Uint8Array;
}

/** @param damaged makes the error that is thrown */
export function createByteReader(bytes: Uint8Array, damaged: (why: string) => Error): ByteReader {
  let at = 0;

  const byte = (): number => {
    const value = bytes[at];
    if (value === undefined) throw damaged('it ends too early');
    at += 1;
    return value;
  };
  const take = (count: number): Uint8Array => {
    if (count > bytes.length - at) throw damaged('it ends too early');
    const taken = bytes.subarray(at, at + count);
    at += count;
    return taken;
  };

  return {
    get at() {
      return at;
    },
    get left() {
      return bytes.length - at;
    },
    byte,
    varint(most) {
      let value = 0;
      // Five groups of seven bits hold every length there may be.
      for (let place = 1; place <= 2 ** 28; place *= 128) {
        const group = byte();
        value += (group & 127) * place;
        if (group < 128) {
          if (value > most) throw damaged(`it says ${value} where at most ${most} may be`);
          return value;
        }
      }
      throw damaged('a number has no end');
    },
    uint16() {
      return byte() | (byte() << 8);
    },
    uint32() {
      return (byte() | (byte() << 8) | (byte() << 16) | (byte() << 24)) >>> 0;
    },
    take,
  };
}
