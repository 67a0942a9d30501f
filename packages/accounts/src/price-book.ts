import { AccordError, picoUsd } from '@accord/kernel';
import { z } from 'zod';
import { accountErrors } from './errors.ts';
import type { Price } from './price.ts';

/** What models cost, and since when. */
export interface PriceBook {
  /** The price that holds at a moment, milliseconds since the Unix epoch; undefined when none is laid down. */
  priceOf(model: string, at: number): Price | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MILLION = 1_000_000;

/** US dollars for a million tokens, which is trillionths for one: six decimals at most. */
const usdPerMillion = z
  .number()
  .min(0)
  .max(10_000)
  .refine((usd) => Math.round(usd * MILLION) / MILLION === usd, 'has more than six decimals');

const datedPriceSchema = z.strictObject({
  from: z
    .string()
    .regex(DAY)
    .refine((day) => !Number.isNaN(Date.parse(day)), 'is no day'),
  input: usdPerMillion,
  cached_input: usdPerMillion.optional(),
  output: usdPerMillion.default(0),
});

const priceFileSchema = z.strictObject({
  models: z.record(z.string().min(1).max(200), z.array(datedPriceSchema).min(1).max(1000)),
});

interface DatedPrice {
  readonly from: number;
  readonly price: Price;
}

export const NO_PRICES: PriceBook = { priceOf: () => undefined };

/**
 * Reads prices as a file lays them down: `models: { name: [{ from: 2026-01-01, input, cached_input, output }] }`, in US
 * dollars for a million tokens. A price holds from the beginning of its day (UTC) until the next one. What is cached costs
 * as much as what is not, where nothing else is said.
 *
 * @param origin how the file is called in messages
 * @throws PRICES_INVALID
 */
export function readPriceBook(content: unknown, origin: string): PriceBook {
  const parsed = priceFileSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw invalid(`${origin}: ${field}: ${issue?.message ?? 'is not valid'}`, field);
  }
  const models = new Map<string, readonly DatedPrice[]>();
  for (const [model, prices] of Object.entries(parsed.data.models)) {
    const dated = prices.map(datedPriceOf).sort((one, other) => other.from - one.from);
    if (new Set(dated.map(({ from }) => from)).size < dated.length) {
      throw invalid(`${origin}: models.${model}: two prices begin on the same day`, `models.${model}`);
    }
    models.set(model, dated);
  }
  return { priceOf: (model, at) => models.get(model)?.find(({ from }) => from <= at)?.price };
}

const datedPriceOf = (dated: z.infer<typeof datedPriceSchema>): DatedPrice => ({
  from: Date.parse(dated.from),
  price: priceOfMillion(dated.input, dated.cached_input ?? dated.input, dated.output),
});

/**
 * From US dollars for a million tokens of each kind.
 */
export const priceOfMillion = (input: number, cachedInput: number, output: number): Price => ({
  input: picoUsd(Math.round(input * MILLION)),
  cachedInput: picoUsd(Math.round(cachedInput * MILLION)),
  output: picoUsd(Math.round(output * MILLION)),
});

const invalid = (detail: string, field: string): AccordError =>
  new AccordError(accountErrors.PRICES_INVALID, { detail, field });
