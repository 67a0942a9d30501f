/** Where a span hangs in a trace that someone else began. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly parentId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/**
 * Reads a `traceparent` (W3C Trace Context, section 3.2). Undefined for one that is malformed, which starts a trace anew
 * as the recommendation asks; a later version is read as far as the first one goes.
 */
export function readTraceparent(header: string): TraceContext | undefined {
  const [, version = '', traceId = '', parentId = '', flags = '', rest] = TRACEPARENT.exec(header) ?? [];
  if (version === '' || version === 'ff') return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  if (isZero(traceId) || isZero(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

const isZero = (digits: string): boolean => /^0+$/.test(digits);

const ID_DIGITS = /^[0-9a-f]{32}$/;

/**
 * The trace that a task begins where the client has none: the digits of the decision's id, so that whoever has the one
 * has the other. Undefined for what is no UUID.
 */
export function traceIdOf(decisionId: string): string | undefined {
  const digits = decisionId.replaceAll('-', '').toLowerCase();
  return ID_DIGITS.test(digits) && !isZero(digits) ? digits : undefined;
}

/** Digits at the end of a UUID, of version 7 as well, that are all random. */
const RANDOM_DIGITS = 13;

/** Whether a trace is among the share that is kept. The same trace is judged alike wherever it is asked. */
export function isSampled(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < ratio * 16 ** RANDOM_DIGITS;
}
