import { isUtf8 } from 'node:buffer';
import { AccordError } from '@accord/kernel';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Reads JSON bodies, and refuses what would be read as something else than was sent, or would hurt whoever walks over
 * it: bytes that are no UTF-8, nesting without end, and names that reach into prototypes.
 */
export function acceptJsonBodies(app: FastifyInstance, depthLimit: number): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(refused('The body is not encoded in UTF-8'));
    if (isDeeperThan(body, depthLimit))
      return done(refused(`The body is nested deeper than ${depthLimit} levels`));
    void parse(request, body.toString('utf8'), done);
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
