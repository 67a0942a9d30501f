import type { ShortenText } from '../tiers/ageing.ts';
import { extract } from './extract.ts';
import { checkFacts, passes } from './fact-check.ts';

/** A form that is hardly shorter is not worth the original. */
const WORTH = 0.9;
/** Longer texts stay lossless: shortening is done while others wait for the process. */
const LONGEST = 20_000;

/**
 * Makes the semantic form of texts: by `rewrite` where it is given (an engine, say), and by extraction where there is none or what it
 * wrote fails the check. Answers undefined when nothing shorter keeps all facts. What `rewrite` throws is thrown on.
 */
export function createShortening(
  rewrite?: (text: string) => string | undefined | Promise<string | undefined>,
): ShortenText {
  return rewrite === undefined
    ? shortenByExtraction
    : async (text) => {
        if (text.length > LONGEST) return undefined;
        return proven(text, await rewrite(text)) ?? shortenByExtraction(text);
      };
}

function shortenByExtraction(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  return proven(text, extract(text));
}

/** The shorter text if it is so much shorter, and says what the original says. */
function proven(text: string, shorter: string | undefined): string | undefined {
  if (shorter === undefined || shorter === '' || shorter.length > WORTH * text.length) return undefined;
  return passes(checkFacts(text, shorter)) ? shorter : undefined;
}
