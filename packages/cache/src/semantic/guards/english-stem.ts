const VOWEL_GROUPS = /[aeiouy]+/g;
const DOUBLED = /([bdgkmnprt])\1$/;
/** Ends that are written with an e when nothing follows. */
const WANTS_E =
  /(?:[cvu]|[^aeiouys]z|[bcdfgkpt]l|[lnr]g|[nr]c|[rn]s|[^aeou]is|iz|[aeiou][aeiou]s|[^eo]at|[^o]ur|[^aeo]ir|[^e]ar|[uo]t)$/;

/**
 * The stem of a regular English word: plurals, -ing and -ed are taken off, with the spelling that they changed. What is irregular stands in
 * the tables. A stem need not be a word; what counts is that forms of one word share it, and forms of two do not.
 */
export function englishStem(word: string): string {
  return americanSpelling(stemOf(word));
}

/** Colour and color, realise and realize, centre and center are one word. */
function americanSpelling(stem: string): string {
  if (stem.length < 5) return stem;
  if (stem.endsWith('our')) return `${stem.slice(0, -3)}or`;
  if (stem.endsWith('tre')) return `${stem.slice(0, -3)}ter`;
  if (stem.endsWith('ise')) return `${stem.slice(0, -3)}ize`;
  if (stem.endsWith('isation')) return `${stem.slice(0, -7)}ization`;
  return stem.endsWith('logue') ? stem.slice(0, -2) : stem;
}

function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith("'s")) return stemOf(word.slice(0, -2));
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh|o)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is|'s)$/.test(word)) return word.slice(0, -1);
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ing') && word.length > 5) return bare(word.slice(0, -3), word);
  if (word.endsWith('ed') && word.length > 4) return bare(word.slice(0, -2), word);
  return word;
}

function bare(rest: string, word: string): string {
  if (!/[aeiouy]/.test(rest)) return word;
  if (DOUBLED.test(rest)) return rest.slice(0, -1);
  const groups = rest.match(VOWEL_GROUPS)?.length ?? 0;
  // hoping, using: one vowel, one consonant.
  if (groups === 1 && /^(?:.*[^aeiou])?[aeiou][^aeiouwxy]$/.test(rest)) return `${rest}e`;
  return WANTS_E.test(rest) && rest.length > 2 ? `${rest}e` : rest;
}
