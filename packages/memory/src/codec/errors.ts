import { defineErrors } from '@accord/kernel';

export const codecErrors = defineErrors({
  MEMORY_FRAME_DAMAGED: {
    status: 500,
    title: 'A stored record is damaged',
    remedy: 'Run accord memory verify, and bring the record back from a copy.',
  },
  MEMORY_DICTIONARY_MISSING: {
    status: 500,
    title: 'The dictionary that a record was compressed with is not there',
    remedy: 'Bring the table memory_dictionaries back from a copy.',
  },
});
