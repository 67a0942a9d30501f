import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AccordError } from '@accord/kernel';
import { ppoErrors } from './errors.ts';

const MAGIC = 'accord-ppo 1';
const digest = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Writes a state beside its place and moves it there, so that a crash leaves the old one or the new one whole. */
export function writeCheckpoint(path: string, state: unknown): void {
  const body = JSON.stringify(state);
  const beside = `${path}.part`;
  const file = openSync(beside, 'w');
  try {
    writeFileSync(file, `${MAGIC} ${digest(body)}\n${body}`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

/** @throws AccordError PPO_CHECKPOINT_INVALID when the file is missing, cut off, damaged, empty or of another version */
export function readCheckpoint(path: string): object {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (end < 0 || text.slice(0, end) !== `${MAGIC} ${digest(body)}`)
      throw new Error('The checksum is not right');
    const state: unknown = JSON.parse(body);
    if (typeof state !== 'object' || state === null) throw new Error('It holds no state');
    return state;
  } catch (cause) {
    throw new AccordError(ppoErrors.PPO_CHECKPOINT_INVALID, { detail: `${path}: ${String(cause)}`, cause });
  }
}

/** fp32 numbers in base64, to the bit. */
export const packed = (numbers: Float32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');

/** @throws AccordError PPO_CHECKPOINT_FOREIGN when it is not so many numbers */
export function unpacked(text: string, count: number): Float32Array {
  const numbers = new Float32Array(count);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== numbers.byteLength) throw new AccordError(ppoErrors.PPO_CHECKPOINT_FOREIGN);
  new Uint8Array(numbers.buffer).set(bytes);
  return numbers;
}
