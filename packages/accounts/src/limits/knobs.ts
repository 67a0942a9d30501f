import { defineKnobs, integer, text } from '@accord/knobs';

export const rateLimitKnobs = defineKnobs('rate_limits', {
  tracked: integer({
    default: 100_000,
    range: [1, 10_000_000],
    unit: 'keys',
    effect:
      'Counts for more keys and tenants at once, at about 300 bytes each; beyond it the longest known begins anew.',
    scope: 'process',
  }),
  redis_prefix: text({
    default: 'accord:limits:',
    maxLength: 200,
    effect: 'Begins every key of the limits in Redis, so that several installations can share one.',
    scope: 'process',
  }),
});
