import { isUtf8 } from 'node:buffer';
import { AccordError } from '@accord/kernel';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A JSON body as the client wrote it; empty where there is none. Whoever keeps a body as text need not write it again. */
    bodyText: string;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = 0xfeff;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
/** What a name that reaches into prototypes has in it, also where its letters are written as escapes. */
const SUSPECTS = ['__proto__', 'constructor', '\\u'];

/**
 * Reads JSON bodies, and refuses what would be read as something else than was sent, or would hurt whoever walks over
 * it: bytes that are no UTF-8, nesting without end, and names that reach into prototypes.
 */
export function acceptJsonBodies(app: FastifyInstance, depthLimit: number): void {
  const parseWarily = app.getDefaultJsonParser('error', 'error');
  app.decorateRequest('bodyText', '');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(refused('The body is not encoded in UTF-8'));
    if (isDeeperThan(body, depthLimit))
      return done(refused(`The body is nested deeper than ${depthLimit} levels`));
    const text = body.toString('utf8');
    request.bodyText = text;
    const isMarked = text.charCodeAt(0) === BYTE_ORDER_MARK;
    if (text === '' || isMarked || SUSPECTS.some((suspect) => text.includes(suspect))) {
      return void parseWarily(request, text, done);
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return done(refused('The body is not valid JSON'));
    }
    done(null, parsed);
  });
}

const refused = (detail: string): AccordError => new AccordError(serverErrors.REQUEST_MALFORMED, { detail });

/** Whether a text in JSON opens more than `limit` lists and objects within each other. */
export function isDeeperThan(text: Uint8Array, limit: number): boolean {
  // Each level takes two characters, so that most bodies need not be looked at.
  if (text.length <= limit * 2) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? 0;
    if (quoted) {
      if (character === BACKSLASH) at++;
      else if (character === QUOTE) quoted = false;
    } else if (character === QUOTE) quoted = true;
    else if (OPENING.has(character)) {
      depth++;
      if (depth > limit) return true;
    } else if (CLOSING.has(character)) depth--;
  }
  return false;
}
