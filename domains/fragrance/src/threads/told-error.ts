import { AccordError, type ErrorKind } from '@accord/kernel';

/** An error as one thread tells it to another. What has no code is a fault of the program. */
export interface ToldError {
  readonly code: string | undefined;
  readonly detail: string;
  readonly field: string | undefined;
  readonly stack: string | undefined;
}

export function toldError(error: unknown): ToldError {
  const known = error instanceof AccordError ? error : undefined;
  return {
    code: known?.code,
    detail: error instanceof Error ? error.message : String(error),
    field: known?.field,
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** The same error again, of a kind that is among `kinds`. */
export function errorOfTold(
  { code, detail, field, stack }: ToldError,
  kinds: Readonly<Record<string, ErrorKind>>,
): Error {
  const kind = code === undefined ? undefined : kinds[code];
  if (kind !== undefined) return new AccordError(kind, { detail, ...(field !== undefined && { field }) });
  const fault = new Error(`${code ?? 'a fault'} in a thread: ${detail}`);
  if (stack !== undefined) fault.stack = stack;
  return fault;
}
