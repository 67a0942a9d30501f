import { AccordError, type Clock } from '@accord/kernel';
import { z } from 'zod';
import { engineErrors } from '../../errors.ts';
import { abortedCall } from '../aborted.ts';

/** Longest part of a server's own message that is passed on. */
const MESSAGE_LENGTH = 300;

const OVERLOAD_STATUSES: ReadonlySet<unknown> = new Set([429, 503]);
const TIMEOUT_CODES: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What to name and what to keep quiet about when an exchange with a model server fails. */
export interface Parties {
  readonly name: string;
  readonly apiKey: string | undefined;
}

export function badAnswer({ name }: Parties, what: string): AccordError {
  return new AccordError(engineErrors.ENGINE_BAD_ANSWER, { detail: `${name} ${what}` });
}

/** A failure before the head of the reply came. */
export function notReached(parties: Parties, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return abortedCall(parties.name, signal);
  const cause = error instanceof TypeError ? error.cause : undefined;
  // `fetch` gives a cause to what went wrong on the wire; an error without one is a fault of this program.
  return cause instanceof Error ? unreached(parties, cause) : error;
}

/** What went wrong on the wire before the head of the reply came. */
export function unreached(parties: Parties, cause: Error): AccordError {
  const code = codeOf(cause);
  if (TIMEOUT_CODES.has(code)) {
    return new AccordError(engineErrors.ENGINE_TIMEOUT, { detail: `${parties.name} did not answer in time` });
  }
  if (code.startsWith('HPE_')) return badAnswer(parties, 'answered with something that is not HTTP');
  return new AccordError(engineErrors.ENGINE_UNREACHABLE, {
    detail: `${parties.name} could not be reached (${code})`,
    cause,
  });
}

/** A failure while the body of the reply was read. */
export function brokenOff(parties: Parties, error: unknown, signal: AbortSignal): AccordError {
  if (signal.aborted) return abortedCall(parties.name, signal);
  return interrupted(parties, error instanceof Error ? error.cause : undefined);
}

/** What went wrong on the wire in the body of the reply. */
export function interrupted(parties: Parties, cause: unknown): AccordError {
  const code = cause instanceof Error ? codeOf(cause) : 'unreadable';
  if (TIMEOUT_CODES.has(code)) {
    return new AccordError(engineErrors.ENGINE_TIMEOUT, {
      detail: `${parties.name} fell silent in its answer`,
    });
  }
  return badAnswer(parties, `broke off its answer (${code})`);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** A reply whose status is not of the 200s. */
export function refusedWithStatus(
  parties: Parties,
  status: number,
  retryAfter: string,
  body: unknown,
  clock: Clock,
): AccordError {
  const occurrence = { detail: `${parties.name} answered ${status}${explanation(parties, body)}` };
  if (!OVERLOAD_STATUSES.has(status)) return new AccordError(engineErrors.ENGINE_REJECTED, occurrence);
  const retryAfterSeconds = secondsUntil(retryAfter, clock);
  return new AccordError(engineErrors.ENGINE_OVERLOADED, {
    ...occurrence,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

const streamErrorSchema = z.object({ error: z.object({ code: z.unknown() }) });

/** An error that the server reports in the middle of a stream, when the status has long been sent. */
export function refusedInStream(parties: Parties, event: unknown): AccordError {
  const reported = streamErrorSchema.safeParse(event);
  const overloaded = OVERLOAD_STATUSES.has(reported.data?.error.code);
  return new AccordError(overloaded ? engineErrors.ENGINE_OVERLOADED : engineErrors.ENGINE_REJECTED, {
    detail: `${parties.name} gave up in its answer${explanation(parties, event)}`,
  });
}

/** The shapes in which OpenAI and vLLM, Ollama, older vLLM, and FastAPI explain a refusal. */
const explanationSchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);

export const withoutKey = (apiKey: string | undefined, text: string): string =>
  apiKey === undefined ? text : text.replaceAll(apiKey, '[key]');

/** The server's own words: on one line, without the key, and not too many. */
function explanation({ apiKey }: Parties, body: unknown): string {
  const parsed = explanationSchema.safeParse(body);
  if (!parsed.success) return '';
  const line = withoutKey(apiKey, parsed.data)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(line.slice(0, 2 * MESSAGE_LENGTH));
  if (characters.length <= MESSAGE_LENGTH) return `: ${line}`;
  return `: ${characters.slice(0, MESSAGE_LENGTH).join('')}…`;
}

const HTTP_DATE = /^[A-Z][a-z]{2,8}, [\w :-]+ GMT$/;

/** Reads Retry-After (RFC 9110, section 10.2.3): seconds, or a date measured against the clock. */
function secondsUntil(retryAfter: string, clock: Clock): number | undefined {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  if (!HTTP_DATE.test(retryAfter)) return undefined;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - clock.now()) / 1000));
}
