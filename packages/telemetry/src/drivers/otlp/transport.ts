import type { Clock } from '@accord/kernel';
import { z } from 'zod';

/** How a batch fared. */
export type Delivery =
  | { readonly kind: 'accepted' }
  /** The collector took it, but for some of its spans. */
  | { readonly kind: 'partly'; readonly rejected: number; readonly reason: string }
  /** Worth another try, no sooner than after the wait. */
  | { readonly kind: 'failed'; readonly reason: string; readonly waitMs: number }
  /** No use in trying again. */
  | { readonly kind: 'rejected'; readonly reason: string };

export interface TransportOptions {
  readonly address: URL;
  readonly headers: Headers;
  readonly timeoutMs: number;
  /** Measures a Retry-After that is given as a date. */
  readonly clock: Pick<Clock, 'now'>;
}

/** The statuses after which OTLP asks for another try; after all others it forbids one. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** A collector that asks for a longer wait is asked again all the same. */
const LONGEST_WAIT_MS = 300_000;
const REPLY_BYTES = 64 * 1024;

/**
 * Sends one batch and closes the connection where the answer is not worth the rest of it. What goes wrong outside is in
 * the delivery; only a fault of this program is thrown.
 */
export async function deliver(
  body: string,
  { address, headers, timeoutMs, clock }: TransportOptions,
  signal: AbortSignal,
): Promise<Delivery> {
  const call = new AbortController();
  const abort = (): void => call.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers,
      body,
      // A redirected POST would come back as a GET, or carry the headers to another host.
      redirect: 'manual',
      signal: call.signal,
    });
    return await deliveryOf(response, clock);
  } catch (error) {
    return failureOf(error, call.signal, timeoutMs);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

async function deliveryOf(response: Response, clock: Pick<Clock, 'now'>): Promise<Delivery> {
  if (response.ok) return acceptance(await beginningOf(response));
  await response.body?.cancel();
  const reason = `the collector answered ${response.status}`;
  if (!RETRYABLE.has(response.status)) return { kind: 'rejected', reason };
  return { kind: 'failed', reason, waitMs: waitAsked(response.headers.get('retry-after') ?? '', clock) };
}

/** @throws what is not of the network, which is a fault of this program */
function failureOf(error: unknown, signal: AbortSignal, timeoutMs: number): Delivery {
  if (signal.aborted) return { kind: 'failed', reason: `no answer within ${timeoutMs} ms`, waitMs: 0 };
  const cause = error instanceof TypeError ? error.cause : undefined;
  // `fetch` gives a cause to what went wrong on the wire.
  if (!(cause instanceof Error)) throw error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return { kind: 'failed', reason: `the collector could not be reached (${code})`, waitMs: 0 };
}

const replySchema = z.object({
  partialSuccess: z.object({
    rejectedSpans: z.coerce.number().int().min(0).default(0),
    errorMessage: z.string().default(''),
  }),
});

/** Status 200 says that it was taken, whatever comes after; what is no JSON of this shape adds nothing to it. */
function acceptance(text: string): Delivery {
  const reply = replySchema.safeParse(parsed(text));
  if (!reply.success || reply.data.partialSuccess.rejectedSpans === 0) return { kind: 'accepted' };
  const { rejectedSpans: rejected, errorMessage } = reply.data.partialSuccess;
  return {
    kind: 'partly',
    rejected,
    reason: `the collector refused ${rejected} spans: ${oneLine(errorMessage)}`,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 300);

/** The body, or as much of it as is worth reading. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length <= REPLY_BYTES) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off in its answer, the collector has still said that it took the spans.
  }
  await reader.cancel().catch(() => undefined);
  return '';
}

const HTTP_DATE = /^[A-Z][a-z]{2,8}, [\w :-]+ GMT$/;

/** Reads Retry-After (RFC 9110, section 10.2.3), in milliseconds; 0 where nothing sensible is asked for. */
function waitAsked(retryAfter: string, clock: Pick<Clock, 'now'>): number {
  if (/^\d{1,9}$/.test(retryAfter)) return Math.min(LONGEST_WAIT_MS, Number(retryAfter) * 1000);
  const date = HTTP_DATE.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return Number.isNaN(date) ? 0 : Math.min(LONGEST_WAIT_MS, Math.max(0, date - clock.now()));
}
