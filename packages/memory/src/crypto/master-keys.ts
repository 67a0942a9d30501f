import { createHash } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';
import { KEY_BYTES } from './seal.ts';

export interface MasterKey {
  /** Made of the key, so that what was sealed by another one is told apart from what was changed. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What all keys of the store are sealed by. */
export interface MasterKeys {
  readonly current: MasterKey;
  /** @throws MEMORY_KEY_MISSING */
  of(id: string): MasterKey;
}

/**
 * @param texts each of 32 bytes in base64 or hexadecimal; the first is the current one
 * @throws MEMORY_KEY_MISSING when there is none, MEMORY_KEY_INVALID
 */
export function openMasterKeys(texts: readonly string[]): MasterKeys {
  const keys = texts.map(keyOf);
  const [current] = keys;
  if (current === undefined) {
    throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, { detail: 'No key of the memory was given' });
  }
  return {
    current,
    of(id) {
      const found = keys.find((key) => key.id === id);
      if (found !== undefined) return found;
      throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, {
        detail: `The memory was written with the key ${id}; given were ${keys.map((key) => key.id).join(', ')}`,
      });
    },
  };
}

const HEX = /^[0-9a-f]{64}$/i;

function keyOf(text: string, at: number): MasterKey {
  const trimmed = text.trim();
  const bytes = HEX.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new AccordError(memoryErrors.MEMORY_KEY_INVALID, {
      detail: `Key ${at + 1} of the memory has ${bytes.length} bytes, not ${KEY_BYTES}`,
    });
  }
  const id = createHash('sha256').update('accord memory key').update(bytes).digest('hex').slice(0, 16);
  return { id, bytes };
}
