/* What choices cost by the tables, in 64ths of a bit. */
import {
  BYTE_TOKEN,
  CELL,
  CELL_BITS,
  dictionaryBytes,
  DISTANCE,
  LENGTH,
  LENGTH_MORE,
  literalSet,
  LONG_LENGTH,
  LONG_TOKEN,
  lowBits,
  MAX_OVER,
  MIN_PLACE,
  PLACE_TOKEN,
  REGION_LENGTH,
  REGION_TOKEN,
  REPEAT_LENGTH,
  REPEAT_TOKEN,
  SHARE_BITS,
  TABLE,
  table,
  PREDICTED_LENGTH,
  PREDICTED_TOKEN,
} from './layout';

const OVERS: i32 = MAX_OVER + 1;
let shares: usize = 0;
let overs: usize = 0;
let cells: usize = 0;

/** Sets the places, and returns the first byte that is free. */
export function layOutPrices(at: usize): usize {
  shares = at;
  overs = shares + (2 << SHARE_BITS) + 16;
  cells = overs + ((<usize>(OVERS * 96)) << 2);
  return cells + (4 << CELL_BITS);
}

export function symbolPrice(ends: usize, symbol: i32): i32 {
  const start: u32 = symbol > 0 ? load<u16>(ends + ((<usize>symbol) << 1) - 2) : 0;
  const share: u32 = <u32>load<u16>(ends + ((<usize>symbol) << 1)) - start;
  return load<u16>(shares + ((<usize>share) << 1));
}

/** Works the prices out from the tables. */
export function setPrices(): void {
  for (let share = 1; share <= 1 << SHARE_BITS; share++) {
    store<u16>(shares + ((<usize>share) << 1), <u16>((<f64>SHARE_BITS - Math.log2(<f64>share)) * 64 + 0.5));
  }
  for (let context = 0; context < 96; context++) {
    const first = table(LENGTH + context);
    const more = table(LENGTH_MORE + 2 * (context >> 4));
    for (let over = 0; over < OVERS; over++) {
      const rest = over - 15;
      const price =
        over < 15
          ? symbolPrice(first, over)
          : symbolPrice(first, 15) + symbolPrice(more, rest >> 4) + symbolPrice(more + TABLE, rest & 15);
      store<i32>(overs + ((<usize>(context * OVERS + over)) << 2), price);
    }
  }
  for (let cell = 0; cell < 1 << CELL_BITS; cell++) {
    const price =
      symbolPrice(table(CELL), cell >> 8) +
      symbolPrice(table(CELL + 1 + (cell >> 8)), (cell >> 4) & 15) +
      symbolPrice(table(CELL + 17 + (cell >> 4)), cell & 15);
    store<i32>(cells + ((<usize>cell) << 2), price + lowBits() * 64);
  }
}

export function literalPrice(tokens: usize, at: usize, expected: i32): i32 {
  const set = literalSet(load<u64>(at - 8), expected);
  const byte: i32 = load<u8>(at);
  return (
    symbolPrice(tokens, 0) +
    symbolPrice(set, byte >> 4) +
    symbolPrice(set + TABLE + <usize>(byte >> 4) * TABLE, byte & 15)
  );
}

export function bytePrice(tokens: usize): i32 {
  return symbolPrice(tokens, BYTE_TOKEN);
}

/** Where the prices of lengths of a kind lie, from the least length of the kind on: four bytes for each length. */
function lengthPrices(kind: i32, words: i32): usize {
  return overs + ((<usize>((16 * kind + words) * OVERS)) << 2);
}

export function repeatPrices(which: i32, words: i32): usize {
  return lengthPrices(REPEAT_LENGTH + i32(which > 0), words);
}
export function repeatPrice(tokens: usize, which: i32): i32 {
  return symbolPrice(tokens, REPEAT_TOKEN + which);
}

export function cellPrice(place: i32): i32 {
  return load<i32>(cells + ((<usize>(place >> lowBits())) << 2));
}

/** Of a length below the least that has more symbols. */
export function shortPrice(tokens: usize, length: i32): i32 {
  return symbolPrice(tokens, PLACE_TOKEN + length - MIN_PLACE);
}
export function longPrices(words: i32): usize {
  return lengthPrices(LONG_LENGTH, words);
}
export function longPrice(tokens: usize): i32 {
  return symbolPrice(tokens, LONG_TOKEN);
}

export function regionPrices(words: i32): usize {
  return lengthPrices(REGION_LENGTH, words);
}
export function regionPrice(tokens: usize, distance: i32): i32 {
  const bits: i32 = 31 - clz(distance);
  const price = symbolPrice(table(DISTANCE), min(bits, 15)) + (bits + (bits >= 15 ? 4 : 0)) * 64;
  return symbolPrice(tokens, REGION_TOKEN) + price;
}

export function predictedPrices(sureness: i32, words: i32): usize {
  return lengthPrices(PREDICTED_LENGTH + sureness - 1, words);
}
export function predictedPrice(tokens: usize): i32 {
  return symbolPrice(tokens, PREDICTED_TOKEN);
}
