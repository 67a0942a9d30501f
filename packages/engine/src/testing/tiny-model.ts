import { writeFileSync } from 'node:fs';
import { createRng, type Rng } from '@accord/kernel';
import { ggufFile, type MetadataValue, type Tensor } from './gguf.ts';

export interface TinyModelOptions {
  /** The same seed gives the same weights. */
  readonly seed?: number;
  /**
   * How much more likely a character is than chance makes it, in logits; the end of the answer is `end`. Random
   * weights are within about ±2. By default JSON closes soon what it has opened, and true comes before false.
   */
  readonly leanings?: Readonly<Record<string, number>>;
  /** A template for conversations, as most models have one. It takes half a second to read; by default none. */
  readonly chatTemplate?: string;
}

const LEANINGS = { '"': 8, ']': 10, '}': 10, ',': 8, t: 4, end: 0 };

const WIDTH = 32;
const HEADS = 4;
const LAYERS = 2;
const HIDDEN = 64;
const CONTEXT = 8192;

const CONTROL = 3;
const BYTE = 6;
const UNKNOWN = 2;
const NORMAL = 1;
const SPACE = '▁';

/** The vocabulary: what begins and ends a text, every byte, and the space, which the tokenizer wants as a piece. */
const TOKENS: readonly { readonly piece: string; readonly type: number }[] = [
  { piece: '<unk>', type: UNKNOWN },
  { piece: '<s>', type: CONTROL },
  { piece: '</s>', type: CONTROL },
  ...Array.from({ length: 256 }, (_, byte) => ({
    piece: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    type: BYTE,
  })),
  { piece: SPACE, type: NORMAL },
];
const FIRST_BYTE = 3;
const END = 2;

/**
 * Writes a model of random weights: Llama's architecture in full, 80 kB, understanding nothing. It shows that
 * answers keep to a schema whatever the model would like to say.
 */
export function writeTinyModel(
  path: string,
  { seed = 1, leanings = {}, chatTemplate }: TinyModelOptions = {},
): void {
  writeFileSync(
    path,
    ggufFile(metadata(chatTemplate), weights(createRng(seed), { ...LEANINGS, ...leanings })),
  );
}

const uint32 = (value: number): MetadataValue => ({ type: 'uint32', value });
const text = (value: string): MetadataValue => ({ type: 'string', value });

function metadata(chatTemplate: string | undefined): Record<string, MetadataValue> {
  return {
    'general.architecture': text('llama'),
    'general.name': text('tiny'),
    'llama.context_length': uint32(CONTEXT),
    'llama.embedding_length': uint32(WIDTH),
    'llama.block_count': uint32(LAYERS),
    'llama.feed_forward_length': uint32(HIDDEN),
    'llama.attention.head_count': uint32(HEADS),
    'llama.attention.head_count_kv': uint32(HEADS),
    'llama.attention.layer_norm_rms_epsilon': { type: 'float32', value: 1e-5 },
    'llama.rope.dimension_count': uint32(WIDTH / HEADS),
    'llama.vocab_size': uint32(TOKENS.length),
    'tokenizer.ggml.model': text('llama'),
    'tokenizer.ggml.tokens': { type: 'strings', value: TOKENS.map(({ piece }) => piece) },
    'tokenizer.ggml.scores': { type: 'float32s', value: TOKENS.map(() => 0) },
    'tokenizer.ggml.token_type': { type: 'int32s', value: TOKENS.map(({ type }) => type) },
    'tokenizer.ggml.bos_token_id': uint32(1),
    'tokenizer.ggml.eos_token_id': uint32(END),
    'tokenizer.ggml.unknown_token_id': uint32(0),
    'tokenizer.ggml.add_space_prefix': { type: 'bool', value: false },
    ...(chatTemplate !== undefined && { 'tokenizer.chat_template': text(chatTemplate) }),
  };
}

/**
 * The first dimension of every state is kept constant: each token brings it, and no layer writes to it. So the first
 * column of the output matrix says how likely each token is before anything is read.
 */
function weights(rng: Rng, leanings: Readonly<Record<string, number>>): Tensor[] {
  const embeddings = matrix(rng, 'token_embd.weight', WIDTH, TOKENS.length, 1);
  const output = matrix(rng, 'output.weight', WIDTH, TOKENS.length, 1 / Math.sqrt(WIDTH));
  TOKENS.forEach((_, token) => {
    embeddings.values[token * WIDTH] = Math.sqrt(WIDTH);
    output.values[token * WIDTH] = leaningOf(token, leanings) / Math.sqrt(WIDTH / 2);
  });
  return [
    embeddings,
    ones('output_norm.weight', WIDTH),
    output,
    ...Array.from({ length: LAYERS }, (_, layer) => layerWeights(rng, `blk.${layer}`)).flat(),
  ];
}

/** Byte by byte, so that a character beyond ASCII leans with its first byte. */
function leaningOf(token: number, leanings: Readonly<Record<string, number>>): number {
  if (token === END) return leanings['end'] ?? 0;
  const byte = token - FIRST_BYTE;
  const character = byte >= 0 && byte < 128 ? String.fromCharCode(byte) : '';
  return Object.hasOwn(leanings, character) ? (leanings[character] ?? 0) : 0;
}

function layerWeights(rng: Rng, name: string): Tensor[] {
  const scale = 1 / Math.sqrt(WIDTH);
  const attention = matrix(rng, `${name}.attn_output.weight`, WIDTH, WIDTH, scale);
  const down = matrix(rng, `${name}.ffn_down.weight`, HIDDEN, WIDTH, 1 / Math.sqrt(HIDDEN));
  attention.values.fill(0, 0, WIDTH);
  down.values.fill(0, 0, HIDDEN);
  return [
    ones(`${name}.attn_norm.weight`, WIDTH),
    matrix(rng, `${name}.attn_q.weight`, WIDTH, WIDTH, scale),
    matrix(rng, `${name}.attn_k.weight`, WIDTH, WIDTH, scale),
    matrix(rng, `${name}.attn_v.weight`, WIDTH, WIDTH, scale),
    attention,
    ones(`${name}.ffn_norm.weight`, WIDTH),
    matrix(rng, `${name}.ffn_gate.weight`, WIDTH, HIDDEN, scale),
    matrix(rng, `${name}.ffn_up.weight`, WIDTH, HIDDEN, scale),
    down,
  ];
}

/** Uniform values with the given standard deviation, in the precision that models are mostly published in. */
function matrix(rng: Rng, name: string, columns: number, rows: number, deviation: number): Tensor {
  const values = new Float32Array(columns * rows).map(() => (2 * rng.next() - 1) * Math.sqrt(3) * deviation);
  return { name, shape: [columns, rows], values, precision: 'float16' };
}

function ones(name: string, length: number): Tensor {
  return { name, shape: [length], values: new Float32Array(length).fill(1), precision: 'float32' };
}
