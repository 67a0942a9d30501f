import { AccordError } from '@accord/kernel';
import { gatewayErrors } from './errors.ts';

/** Where the value of a member stands in the text of its object. */
export interface MemberPlace {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Finds the value of a member of the outermost object, so that it can be replaced without writing the rest anew.
 *
 * @param text one valid JSON object
 * @returns undefined where a replacement could not be trusted: the member is missing, or a name among the members comes
 * twice or is spelled with escapes, which servers may read in different ways
 * @throws REQUEST_TOO_DEEP
 */
export function placeOfMember(text: string, name: string, depthLimit: number): MemberPlace | undefined {
  const names = new Set<string>();
  let trusted = true;
  let place: MemberPlace | undefined;
  let depth = 0;
  // At depth 1: whether the next text is the name of a member, and where the value of the sought one began.
  let nameIsNext = true;
  let startsAt = -1;

  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfText(text, at);
        if (depth === 1 && nameIsNext) {
          const found = text.slice(at + 1, end);
          if (found.includes('\\') || names.has(found)) trusted = false;
          names.add(found);
          startsAt = found === name ? 0 : -1;
        }
        at = end;
        break;
      }
      case COLON:
        if (depth === 1) {
          nameIsNext = false;
          if (startsAt === 0) startsAt = at + 1;
        }
        break;
      case COMMA:
        if (depth === 1) {
          nameIsNext = true;
          if (startsAt > 0) place = { start: startsAt, end: at };
          startsAt = -1;
        }
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        if (depth > depthLimit) {
          throw new AccordError(gatewayErrors.REQUEST_TOO_DEEP, {
            detail: `The body is nested deeper than ${depthLimit} levels`,
          });
        }
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        if (depth === 0 && startsAt > 0) place = { start: startsAt, end: at };
        break;
    }
  }
  return trusted ? place : undefined;
}

/** @param start of the quote before it; @returns the place of the quote after it */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}
