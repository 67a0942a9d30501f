import { defineKnobs, integer } from '@accord/knobs';

const priceCeiling = (unit: string, value: number, max: number, tier: string) =>
  integer({
    default: value,
    range: [1, max],
    unit,
    effect: `A 50 ml bottle up to this price is read as the ${tier} tier.`,
    scope: 'process',
  });

/** Where the budget tiers end, for 50 ml; anything above premium is luxury. */
export const briefKnobs = defineKnobs('fragrance.brief', {
  entry_max_krw: priceCeiling('won', 50_000, 100_000_000, 'entry'),
  mid_max_krw: priceCeiling('won', 130_000, 100_000_000, 'mid'),
  premium_max_krw: priceCeiling('won', 280_000, 100_000_000, 'premium'),
  entry_max_usd: priceCeiling('US dollars', 40, 100_000, 'entry'),
  mid_max_usd: priceCeiling('US dollars', 100, 100_000, 'mid'),
  premium_max_usd: priceCeiling('US dollars', 200, 100_000, 'premium'),
  max_allergens_ppm: integer({
    default: 1000,
    range: [0, 1_000_000],
    unit: 'ppm',
    effect: 'Allergens a brief admits when the text sets no limit.',
    scope: 'process',
  }),
});

const limit = (value: number, max: number, unit: string, effect: string) =>
  integer({ default: value, range: [1, max], unit, effect, scope: 'process' });

/** What is kept of a tenant's own materials, stock and prices. */
export const shelfKnobs = defineKnobs('fragrance.shelf', {
  limit_bytes: integer({
    default: 1_048_576,
    range: [1024, 4_000_000],
    unit: 'bytes',
    effect: 'Takes longer tables of materials, stock and prices, which take longer to read.',
    scope: 'process',
  }),
  keep_revisions: integer({
    default: 10,
    range: [1, 1000],
    unit: 'revisions',
    effect: 'Keeps more of the latest revisions of each tenant, to go back to.',
    scope: 'process',
  }),
});

/** How formulas are searched for, and how much of it is kept. */
export const designKnobs = defineKnobs('fragrance.design', {
  threads: limit(1, 64, 'threads', 'Runs more searches at once, each in a thread of its own.'),
  queue_limit: limit(16, 1000, 'searches', 'Lets more searches wait before further ones are refused.'),
  queued_per_tenant: limit(4, 1000, 'searches', 'Lets more searches of one tenant wait.'),
  timeout_s: limit(120, 3600, 's', 'Lets a search take longer before it ends with what it has found.'),
  keep_jobs: limit(200, 100_000, 'searches', 'Remembers more of the latest searches of each tenant.'),
  keep_formulas: limit(1000, 1_000_000, 'formulas', 'Keeps more of the latest formulas of each tenant.'),
});
