import type { ByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import {
  CONTEXTS,
  type LiteralMaps,
  MAX_SETS,
  type ModelTables,
  OWN_SETS,
  plainMaps,
  SHARES,
  SYMBOLS,
  tableCountOf,
} from './model-layout.ts';

/** The most bytes that tables and maps are written with. */
export const MAX_TABLES_BYTES = 4 * 2 ** 20;

const MAPS = ['three', 'two', 'expected'] as const satisfies readonly (keyof LiteralMaps)[];

export function encodeTables({ sets, maps, ends }: ModelTables): Uint8Array {
  const writer = createByteWriter(ends.byteLength + 4096);
  const plain = plainMaps();
  writer.varint(sets);
  for (const name of MAPS) {
    const own = [...maps[name].entries()].filter(([context, set]) => set !== plain[name][context]);
    writer.varint(own.length);
    let last = 0;
    for (const [context, set] of own) {
      writer.varint(context - last);
      writer.varint(set);
      last = context;
    }
  }
  for (const end of ends) {
    writer.byte(end & 255);
    writer.byte(end >> 8);
  }
  return writer.finish();
}

/** @param damaged makes the error that is thrown for tables that no encoder writes */
export function decodeTables(reader: ByteReader, damaged: (why: string) => Error): ModelTables {
  const sets = reader.varint(MAX_SETS);
  if (sets < OWN_SETS) throw damaged('its model has too few tables');
  const maps = plainMaps();
  for (const name of MAPS) {
    let context = 0;
    for (let left = reader.varint(CONTEXTS); left > 0; left--) {
      context += reader.varint(CONTEXTS - 1);
      if (context >= CONTEXTS) throw damaged('its model has a context too many');
      maps[name][context] = reader.varint(sets - 1);
    }
  }
  const ends = new Uint16Array(tableCountOf(sets) * SYMBOLS);
  for (let at = 0; at < ends.length; at++) {
    const end = reader.byte() + 256 * reader.byte();
    const before = at % SYMBOLS === 0 ? 0 : (ends[at - 1] ?? 0);
    const last = at % SYMBOLS === SYMBOLS - 1;
    // Shares are never empty: an encoder divides by them.
    if (end <= before || end > SHARES || (last && end !== SHARES))
      throw damaged('a table of its model is none');
    ends[at] = end;
  }
  return { sets, maps, ends };
}
