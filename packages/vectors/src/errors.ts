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
  VECTORS_BUSY: {
    status: 503,
    title: 'The vector index is written to faster than the disk takes it',
    remedy: 'Try again after the time in Retry-After.',
  },
  VECTORS_NOT_WRITTEN: {
    status: 503,
    title: 'A change of the vector index could not be written to disk',
    remedy:
      'Check that the disk of the data folder is not full and can be written to, then make the change again.',
  },
});
