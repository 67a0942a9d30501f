import { defineErrors } from '@accord/kernel';

export const cacheErrors = defineErrors({
  CACHE_LEVEL_UNAVAILABLE: {
    status: 503,
    title: 'A level of the cache cannot be used',
    remedy: 'Requests go on without it; see the cache in the health report for why.',
  },
  CACHE_ENCRYPTION_KEY_INVALID: {
    status: 500,
    title: 'The key that cached values are to be encrypted with cannot be used',
    remedy:
      'Set cache.encryption.key to 32 random bytes in base64 or hex (openssl rand -base64 32), or set cache.encryption.mode to off and remove the key.',
  },
});
