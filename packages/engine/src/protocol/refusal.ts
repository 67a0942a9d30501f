import { AccordError } from '@accord/kernel';
import type { Refusal } from '../engine.ts';
import { engineErrors } from '../errors.ts';

/** A request that cannot be answered as it is. */
export const refusedAs = (detail: string, field: string): AccordError =>
  new AccordError(engineErrors.ENGINE_REJECTED, { detail, field });

/** Errors that speak of the request, or of the moment, in place of an answer: with the status a server would give. */
const STATUS: ReadonlyMap<string, number> = new Map([
  [engineErrors.ENGINE_REJECTED.code, 400],
  [engineErrors.ENGINE_UNSUPPORTED.code, 400],
  [engineErrors.ENGINE_INPUT_TOO_LONG.code, 400],
  [engineErrors.ENGINE_OVERLOADED.code, 429],
]);

/** The error as the refusal of a server; undefined for one that is no refusal. */
export function refusalOf(error: unknown): Refusal | undefined {
  const status = error instanceof AccordError ? STATUS.get(error.code) : undefined;
  if (status === undefined || !(error instanceof AccordError)) return undefined;
  const type = status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  const said = { message: error.message, type, param: error.field ?? null, code: error.code };
  return { status, body: JSON.stringify({ error: said }), error };
}
