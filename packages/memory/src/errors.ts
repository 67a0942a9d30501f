import { defineErrors } from '@accord/kernel';
import { codecErrors } from './codec/errors.ts';

export const memoryErrors = defineErrors({
  MEMORY_KEY_MISSING: {
    status: 503,
    title: 'The memory has no key',
    remedy: 'Set memory.key to the key that it was written with, or bring its key file back.',
  },
  MEMORY_KEY_INVALID: {
    status: 500,
    title: 'The key of the memory is no key',
    remedy: 'Give 32 bytes in hex or base64; openssl rand -hex 32 makes some.',
  },
  MEMORY_KEY_WRONG: {
    status: 503,
    title: 'The memory was written with another key',
    remedy: 'Set memory.key, or memory.previous_key, to the key that it was written with.',
  },
  MEMORY_SEAL_BROKEN: {
    status: 500,
    title: 'Something that was sealed has been changed',
    remedy: 'Run accord memory verify, and bring the record back from a copy.',
  },
  MEMORY_NOT_FOUND: {
    status: 404,
    title: 'Nothing is remembered under this key',
    remedy: 'Check the key, and the time that is asked for.',
  },
  MEMORY_CLASS_UNKNOWN: {
    status: 400,
    title: 'There is no class of this name',
    remedy: 'Name one of the classes that accord memory stats lists.',
  },
  MEMORY_INVALID: {
    status: 400,
    title: 'The memory cannot take this',
    remedy: 'Correct the named field.',
  },
  MEMORY_BUSY: {
    status: 503,
    title: 'More waits to be remembered than the memory takes',
    remedy: 'Try again a little later.',
  },
});

export const allMemoryErrors = { ...memoryErrors, ...codecErrors };
