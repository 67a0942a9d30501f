import { z } from 'zod';
import { exactUsdSchema } from './money.ts';

const count = z.int().min(0);
const daySchema = z.iso.date().describe('A day in UTC');

const SPEND_GROUPS = ['key', 'model', 'day'] as const;
export type SpendGroup = (typeof SPEND_GROUPS)[number];

/** The longest stretch that is added up at once, in days. */
export const SPEND_DAYS_LIMIT = 400;

/** Which spend is asked for, as the query of the address says it. */
export const spendQuerySchema = z
  .strictObject({
    by: z.enum(SPEND_GROUPS).default('day').describe('What each line is about'),
    from: daySchema.optional().describe('First day (UTC); 29 days before the last when absent'),
    to: daySchema.optional().describe('Last day (UTC), itself included; today when absent'),
  })
  .meta({ id: 'SpendQuery' });
export type SpendQuery = z.infer<typeof spendQuerySchema>;

const spendFigures = {
  cost_usd: exactUsdSchema.describe('What model servers were paid'),
  calls: count.describe('Each time that a model server was asked, and each answer from the cache'),
  cached_calls: count.describe('Of the calls: answered from the cache, at no cost'),
  estimated_calls: count.describe(
    'Of the calls: the model server counted nothing, so that their cost is a guess',
  ),
  tokens: z.strictObject({
    input: count.describe('The cached part included'),
    cached_input: count.describe('The part of the input that the model server had cached'),
    output: count,
  }),
};

const spendLineSchema = z
  .strictObject({
    name: z.string().describe('Id of the key, empty for callers without one; engine and model; or the day'),
    label: z.string().nullable().describe('The name that was given to the key; null for other lines'),
    tenant: z.string().nullable().describe('Whose the key is; null for other lines'),
    ...spendFigures,
  })
  .meta({ id: 'SpendLine' });
export type SpendLine = z.infer<typeof spendLineSchema>;

export const spendReplySchema = z
  .strictObject({
    by: z.enum(SPEND_GROUPS),
    from: daySchema,
    to: daySchema,
    total: z.strictObject(spendFigures),
    lines: z.array(spendLineSchema).describe('Days in their order; others by cost, the 1000 highest first'),
  })
  .meta({ id: 'Spend' });
export type SpendReply = z.infer<typeof spendReplySchema>;

export const LEDGER_ACCOUNTS = ['budget', 'reserved', 'spent', 'upstream', 'overhead', 'house'] as const;
export type LedgerAccountName = (typeof LEDGER_ACCOUNTS)[number];

/** The books in six lines. What one account gains, another loses: together they are nothing. */
export const ledgerBalanceSchema = z
  .strictObject({
    balanced: z.boolean().describe('Whether all accounts together are exactly nothing'),
    sum_usd: exactUsdSchema,
    accounts: z.array(
      z.strictObject({
        account: z
          .enum(LEDGER_ACCOUNTS)
          .describe(
            'reserved: set aside for requests under way, taken from budget. spent: what keys were charged, owed to upstream. overhead: what requests cost besides, borne by house.',
          ),
        balance_usd: exactUsdSchema,
      }),
    ),
  })
  .meta({ id: 'LedgerBalance' });
export type LedgerBalance = z.infer<typeof ledgerBalanceSchema>;
