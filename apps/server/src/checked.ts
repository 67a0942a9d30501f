import { AccordError } from '@accord/kernel';
import { runtimeErrors } from '@accord/runtime';
import type { z } from 'zod';

/**
 * What a client sent, as its schema has it.
 *
 * @param whole what is sent, in words
 * @throws REQUEST_INVALID with the first fault
 */
export function checked<Value>(schema: z.ZodType<Value>, sent: unknown, whole: string): Value {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new AccordError(runtimeErrors.REQUEST_INVALID, {
    detail: `${field || whole}: ${issue?.message ?? 'is not what it must be'}`,
    ...(field !== '' && { field }),
  });
}
