import { defineErrors } from '@accord/kernel';

export const vectorErrors = defineErrors({
  VECTOR_UNUSABLE: {
    status: 500,
    title: 'A vector cannot be used by the index',
    remedy:
      'Check that the embedding model gives as many finite numbers as the index was opened for, not all zero.',
  },
  VECTORS_FULL: {
    status: 507,
    title: 'The vector index is full',
    remedy: 'Raise vectors.max_entries, or remove entries.',
  },
});
