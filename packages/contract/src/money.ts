import { z } from 'zod';

/** Exact US dollars as a decimal text, such as `0.000123`; down to a billionth, never a floating-point number. */
export const usdSchema = z
  .string()
  .regex(/^\d+(\.\d{1,9})?$/)
  .meta({ id: 'Usd' });

/** Exact US dollars down to a trillionth, which a token may cost less than; negative where something is owed. */
export const exactUsdSchema = z
  .string()
  .regex(/^-?\d+(\.\d{1,12})?$/)
  .meta({ id: 'ExactUsd' });
