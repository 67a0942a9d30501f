import { defineErrors } from '@accord/kernel';

export const limitErrors = defineErrors({
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Ask again after the time that Retry-After names, or have the limit raised.',
  },
});
