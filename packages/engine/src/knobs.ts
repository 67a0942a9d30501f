import { defineKnobs, integer } from '@accord/knobs';

const MEBIBYTE = 2 ** 20;

export const engineKnobs = defineKnobs('engine', {
  max_answer_bytes: integer({
    default: 16 * MEBIBYTE,
    range: [1024, 1024 * MEBIBYTE],
    unit: 'bytes',
    effect:
      'Reads longer answers and larger batches of embeddings; a faulty model server can take more memory.',
    scope: 'process',
  }),
});
