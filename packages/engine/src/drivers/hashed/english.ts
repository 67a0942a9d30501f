const SHORTEST = 4;
const VOWEL = /[aeiouy]/;
const SIBILANT_PLURAL = /(ss|x|ch|sh|z)es$/;
const NO_PLURAL = /(ss|us|is)$/;
const DOUBLED = /([^aeioulsz])\1$/;
const VERB_ENDINGS = ['ingly', 'edly', 'ing', 'ed'];

/**
 * A light stem: plural, -ing, -ed, -ly and a silent e are taken off, so that forms of a word fall together and
 * different words seldom do. In the manner of the first steps of Porter (1980).
 */
export function englishStem(word: string): string {
  if (word.length < SHORTEST) return word;
  let stem = withoutVerbEnding(withoutPlural(word));
  if (stem.endsWith('ly') && stem.length > 5) stem = stem.slice(0, -2);
  if (stem.endsWith('e') && stem.length > 4) stem = stem.slice(0, -1);
  if (stem.endsWith('y') && stem.length > 3) stem = `${stem.slice(0, -1)}i`;
  return stem;
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s')) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (SIBILANT_PLURAL.test(word)) return word.slice(0, -2);
  return NO_PLURAL.test(word) ? word : word.slice(0, -1);
}

function withoutVerbEnding(word: string): string {
  for (const ending of VERB_ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    if (stem.length < 3 || !VOWEL.test(stem)) continue;
    return DOUBLED.test(stem) ? stem.slice(0, -1) : stem;
  }
  return word;
}
