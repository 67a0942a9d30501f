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
  CACHE_EVENT_UNKNOWN: {
    status: 400,
    title: 'No event of that name invalidates anything',
    remedy: 'Use one of the events that the message names.',
  },
  CACHE_EVENT_INCOMPLETE: {
    status: 400,
    title: 'A field of the event is missing',
    remedy: 'Give the field that the message names.',
  },
  CACHE_CHECK_UNKNOWN: {
    status: 404,
    title: 'No check has this id, or it is no longer kept',
    remedy: 'Take an id from GET /api/cache/verify.',
  },
  CACHE_STREAM_CUT: {
    status: 502,
    title: 'The stream of the answer ended before it was whole',
    remedy: 'Ask again; nothing of it was kept.',
  },
  CACHE_STREAM_READER_TOO_SLOW: {
    status: 503,
    title: 'The answer was read too slowly to be held for it any longer',
    remedy: 'Read faster, or raise cache.streams.max_bytes.',
  },
  CACHE_WARMING_FILE_UNREADABLE: {
    status: 400,
    title: 'The file of requests cannot be read',
    remedy: 'Give the path of a file with one request in JSON on each line.',
  },
});
