import type { Tokens } from '@accord/accounts';

/** What is kept beside an answer. */
export interface Provenance {
  /** Id of the decision that asked for it. */
  readonly decision: string;
  readonly tokens: Tokens;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly tookMs: number;
}

const REPLY = ',"reply":';

/**
 * The reply as it is kept: last, so that it can be cut out again without being parsed.
 *
 * @throws SyntaxError when the reply is no JSON
 */
export function keptReply(from: Provenance, reply: string): string {
  JSON.parse(reply);
  return `{"from":${JSON.stringify(from)}${REPLY}${reply}}`;
}

export function readKeptReply(text: string): { readonly from: Provenance; readonly reply: string } {
  const at = text.indexOf(REPLY);
  const { from } = JSON.parse(`${text.slice(0, at)}}`) as { readonly from: Provenance };
  return { from, reply: text.slice(at + REPLY.length, -1) };
}
