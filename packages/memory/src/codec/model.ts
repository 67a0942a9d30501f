import type { ModelTables } from './model-layout.ts';
import { MODEL_WASM_BASE64 } from './model-wasm.ts';

/** What assembly/index.ts exports. */
interface ModelExports {
  layOut(sets: number, dictionaryBytes: number, regionBytes: number): number;
  layOutEncoder(regionBytes: number, contentBytes: number): number;
  prepareEncoder(): void;
  mapsAt(): number;
  tablesAt(): number;
  inputAt(): number;
  windowAt(): number;
  outputEndAt(): number;
  pathAt(): number;
  learnPredictions(): void;
  exclude(from: number, to: number): void;
  excludePredictions(from: number, to: number): void;
  predictionAt(at: number): number;
  parse(referenceBytes: number, bytes: number, depth: number, enough: number): void;
  encode(referenceBytes: number, bytes: number, depth: number, enough: number, under: number): number;
  decode(inputBytes: number, referenceBytes: number, bytes: number): number;
}

/** The most that a model takes as one content, and as a reference. */
export const MAX_MODEL_BYTES = 64 * 1024;
export const MAX_REFERENCE_BYTES = 4 * MAX_MODEL_BYTES;
const MAX_REGION_BYTES = MAX_REFERENCE_BYTES + MAX_MODEL_BYTES;
const PAGE_BYTES = 65_536;
const MAX_PAGES = 2048;
/** Words of four bytes in a position of the parser's path: cost, length, how, distance, four distances, state. */
const POSITION_WORDS = 9;

/** How the parser goes on from a position: see assembly/parse.ts. */
export interface Step {
  readonly length: number;
  readonly how: number;
  readonly distance: number;
  /** The last distance before. */
  readonly last: number;
  readonly state: number;
  /** Of what the dictionary predicts here: 0 nothing, 1 by four bytes, 2 by six. */
  readonly sureness: number;
}

/** A dictionary with tables of what is likely, ready to encode and decode. */
export interface Model {
  /**
   * @param under 16 bits that `decode` gives back
   * @returns a copy; undefined when content or reference is too large for a model
   */
  encode(
    content: Uint8Array,
    under: number,
    search: ModelSearch,
    reference?: Uint8Array,
  ): Uint8Array | undefined;
  /** @returns undefined when the input is damaged */
  decode(
    input: Uint8Array,
    bytes: number,
    reference?: Uint8Array,
  ): { readonly content: Uint8Array; readonly under: number } | undefined;
  /** The steps of the parser through a content whose own place in the dictionary is not used. */
  stepsOf(
    content: Uint8Array,
    own: { readonly from: number; readonly to: number },
    search: ModelSearch,
  ): Iterable<Step>;
}

export interface ModelSearch {
  /** The most places that are looked at for a match. */
  readonly depth: number;
  /** A match of so many bytes is taken without looking further. */
  readonly enough: number;
}

let compiled: WebAssembly.Module | undefined;

export function createModel(dictionary: Uint8Array, { sets, maps, ends }: ModelTables): Model {
  compiled ??= new WebAssembly.Module(Buffer.from(MODEL_WASM_BASE64, 'base64'));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  const wasm = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as ModelExports;
  const grow = (bytes: number): void => {
    const missing = Math.ceil(bytes / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) memory.grow(missing);
  };
  grow(wasm.layOut(sets, dictionary.length, MAX_REGION_BYTES));
  new Uint16Array(memory.buffer, wasm.mapsAt()).set(maps.three);
  new Uint16Array(memory.buffer, wasm.mapsAt() + maps.three.byteLength).set(maps.two);
  new Uint16Array(memory.buffer, wasm.mapsAt() + 2 * maps.three.byteLength).set(maps.expected);
  new Uint16Array(memory.buffer, wasm.tablesAt()).set(ends);
  let bytes = new Uint8Array(memory.buffer);
  bytes.set(dictionary, wasm.windowAt());
  wasm.learnPredictions();
  const regionAt = wasm.windowAt() + dictionary.length;
  const inputAt = wasm.inputAt();
  let encoding = false;

  const prepareEncoder = (): void => {
    if (encoding) return;
    grow(wasm.layOutEncoder(MAX_REGION_BYTES, MAX_MODEL_BYTES));
    bytes = new Uint8Array(memory.buffer);
    wasm.prepareEncoder();
    encoding = true;
  };
  const placeReference = (reference: Uint8Array): boolean => {
    if (reference.length > MAX_REFERENCE_BYTES) return false;
    bytes.set(reference, regionAt);
    return true;
  };
  const place = (content: Uint8Array, reference: Uint8Array): boolean => {
    if (content.length > MAX_MODEL_BYTES || !placeReference(reference)) return false;
    bytes.set(content, regionAt + reference.length);
    return true;
  };

  return {
    encode(content, under, { depth, enough }, reference = NOTHING) {
      prepareEncoder();
      if (!place(content, reference)) return undefined;
      const start = wasm.encode(reference.length, content.length, depth, enough, under);
      return bytes.slice(start, wasm.outputEndAt());
    },
    decode(input, length, reference = NOTHING) {
      if (length > MAX_MODEL_BYTES || input.length > MAX_REGION_BYTES) return undefined;
      if (!placeReference(reference)) return undefined;
      bytes.set(input, inputAt);
      // A damaged input may read a little past its end before that is noticed; what lies there is this memory's own.
      const under = wasm.decode(input.length, reference.length, length);
      const start = regionAt + reference.length;
      return under < 0 ? undefined : { content: bytes.slice(start, start + length), under };
    },
    *stepsOf(content, own, { depth, enough }) {
      prepareEncoder();
      if (!place(content, NOTHING)) return;
      wasm.exclude(own.from, own.to);
      wasm.excludePredictions(own.from, own.to);
      wasm.parse(0, content.length, depth, enough);
      const path = new Int32Array(memory.buffer, wasm.pathAt(), (content.length + 1) * POSITION_WORDS);
      for (let at = 0; at < content.length; ) {
        const step = stepAt(path, at * POSITION_WORDS, wasm.predictionAt(regionAt + at) & 3);
        yield step;
        at += step.length;
      }
      wasm.exclude(0, 0);
      wasm.excludePredictions(0, 0);
    },
  };
}

const NOTHING = new Uint8Array();

const stepAt = (path: Int32Array, word: number, sureness: number): Step => ({
  sureness,
  length: path[word + 1] ?? 0,
  how: path[word + 2] ?? 0,
  distance: path[word + 3] ?? 0,
  last: path[word + 4] ?? 0,
  state: path[word + 8] ?? 0,
});
