import { defineErrors } from '@accord/kernel';

export const codecErrors = defineErrors({
  MEMORY_FRAME_DAMAGED: {
    status: 500,
    title: 'The bytes of a kept record are damaged',
    remedy: 'Run accord memory verify, and restore the record from a backup.',
  },
  MEMORY_FRAME_VERSION_UNKNOWN: {
    status: 500,
    title: 'The bytes of a kept record are of a version that this program does not read',
    remedy: 'Start the version of Accord that wrote them, or a later one.',
  },
  MEMORY_DICTIONARY_MISSING: {
    status: 500,
    title: 'The dictionary that a kept record was written with is missing',
    remedy: 'Restore the dictionaries of the store from the same backup as its records.',
  },
  MEMORY_DICTIONARY_DAMAGED: {
    status: 500,
    title: 'The bytes of a dictionary are damaged',
    remedy: 'Restore the dictionaries of the store from a backup.',
  },
  MEMORY_BASE_MISSING: {
    status: 500,
    title: 'The record from which another one differs is missing',
    remedy: 'Run accord memory verify, and restore the record from a backup.',
  },
  MEMORY_RECORD_TOO_LARGE: {
    status: 413,
    title: 'The record is larger than memory takes',
    remedy: 'Split it into records of at most 16 MB.',
  },
  MEMORY_RIVAL_MISSING: {
    status: 500,
    title: 'What memory is measured against is not installed',
    remedy: 'Install the commands zstd and xz (zstd and xz-utils on Debian), and measure again.',
  },
  MEMORY_PACK_DAMAGED: {
    status: 500,
    title: 'A pack of records is damaged',
    remedy: 'Run accord memory verify, and restore the pack from a backup.',
  },
});
