import { defineErrors } from '@accord/kernel';
import { codecErrors } from './codec/errors.ts';

const storeErrors = defineErrors({
  MEMORY_REQUEST_INVALID: {
    status: 400,
    title: 'Memory cannot do what was asked like that',
    remedy: 'Correct the field that the message names.',
  },
  MEMORY_NOT_FOUND: {
    status: 404,
    title: 'Nothing is remembered there',
    remedy: 'Check the class and the key, or the id, and the time that is asked for.',
  },
  MEMORY_CLASS_UNKNOWN: {
    status: 400,
    title: 'There is no class of that name',
    remedy: 'Use a class that is declared, or declare it with its policy in the file of memory.classes_file.',
  },
  MEMORY_POLICY_INVALID: {
    status: 500,
    title: 'The policy of a class cannot be followed',
    remedy: 'Correct the class that the message names.',
  },
  MEMORY_EDGE_ONLY: {
    status: 403,
    title: 'Records of that class do not leave the machine',
    remedy: 'Keep memory in the data folder of this machine, or take edge_only from the policy of the class.',
  },
  MEMORY_KEY_MISSING: {
    status: 503,
    title: 'The key of the memory is missing',
    remedy: 'Give the key that the store was written with; after a rotation, the one before it as well.',
  },
  MEMORY_KEY_INVALID: {
    status: 500,
    title: 'A key of the memory cannot be used',
    remedy: 'A key is 32 bytes, written in base64 or as 64 hexadecimal digits.',
  },
  MEMORY_SEAL_BROKEN: {
    status: 500,
    title: 'Something that was sealed was changed, or belongs elsewhere',
    remedy: 'Run accord memory verify, and restore what it names from a backup.',
  },
  MEMORY_BUSY: {
    status: 503,
    title: 'Too much waits to be stored',
    remedy: 'Try again in a moment, or store more records at once.',
  },
  MEMORY_CONTENDED: {
    status: 503,
    title: 'Other processes kept writing to the same tenant',
    remedy: 'Try again; where it recurs, let one process write for a tenant.',
  },
  MEMORY_PACK_MISSING: {
    status: 500,
    title: 'The file of a pack is missing',
    remedy: 'Run accord memory verify, and restore the folder of packs from the same backup as the database.',
  },
  MEMORY_CUT_OVER_REFUSED: {
    status: 409,
    title: 'The memory is not what the legacy store is',
    remedy: 'Copy again, look at the keys that the message names, and cut over once they agree.',
  },
  MEMORY_MIGRATING: {
    status: 409,
    title: 'The class is being migrated from another store',
    remedy: 'Cut over and finish the migration first, or abandon it: accord memory migrate --help.',
  },
  MEMORY_MIGRATION_UNKNOWN: {
    status: 404,
    title: 'There is no such migration',
    remedy: 'See accord memory migrate status, or begin one with accord memory migrate start.',
  },
  MEMORY_MIGRATION_BEHIND: {
    status: 503,
    title: 'The legacy store has it, and the memory could not take it',
    remedy: 'Send it again; the log says what was in the way.',
  },
  MEMORY_LEGACY_UNREADABLE: {
    status: 422,
    title: 'The legacy store cannot be read',
    remedy: 'Correct what the message names; nothing was written.',
  },
  MEMORY_TRAINING_IMPOSSIBLE: {
    status: 409,
    title: 'No dictionary can be trained for the class',
    remedy: 'Store more records of the class first. Classes that can be forgotten never have a dictionary.',
  },
});

export const memoryErrors = { ...codecErrors, ...storeErrors };
