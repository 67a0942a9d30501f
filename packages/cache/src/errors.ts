import { defineErrors } from '@accord/kernel';

export const cacheErrors = defineErrors({
  CACHE_LEVEL_UNAVAILABLE: {
    status: 503,
    title: 'A level of the cache cannot be used',
    remedy: 'Requests go on without it; see the cache in the health report for why.',
  },
});
