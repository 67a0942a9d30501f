import { defineErrors } from '@accord/kernel';

export const resilienceErrors = defineErrors({
  BREAKER_OPEN: {
    status: 503,
    title: 'The model failed too often and is left alone for a while',
    remedy: 'Try again after the time in Retry-After.',
  },
  QUEUE_FULL: {
    status: 503,
    title: 'Too many requests are waiting',
    remedy: 'Try again after the time in Retry-After.',
  },
  QUEUE_EXPIRED: {
    status: 503,
    title: 'The request waited for its turn until its time was up',
    remedy: 'Try again after the time in Retry-After, or send less at once.',
  },
  OVERLOADED: {
    status: 503,
    title: 'The process has more to do than it can',
    remedy: 'Try again after the time in Retry-After.',
  },
  SHUTTING_DOWN: {
    status: 503,
    title: 'The process is shutting down and takes no more work',
    remedy: 'Try again after the time in Retry-After.',
  },
  DEADLINE_PASSED: {
    status: 504,
    title: 'The time for the request was up before it was done',
    remedy: 'Try again, choose a faster mode, or raise the timeout of the mode.',
  },
  CALL_CANCELLED: {
    status: 499,
    title: 'The request was cancelled while it waited',
    remedy: 'Nothing to do: the caller went away.',
  },
});
