import type { z } from 'zod';

/** The first thing that is wrong with an answer, in a line. */
export function faultOf(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'unknown fault';
  return `${first.path.join('.') || 'answer'}: ${first.message}`;
}
