import { FINAL, finalOf } from './hangul.ts';

/** Where auxiliaries are written to the verb before them: 할수있나요, 하고싶어요, 되지않아요. */
const AUXILIARIES: readonly (readonly [text: string, before: number | undefined, keep: number])[] = [
  ['수있', FINAL.l, 1],
  ['수없', FINAL.l, 1],
  ['고싶', undefined, 1],
  ['고있', undefined, 1],
  ['지않', undefined, 1],
  ['지못', undefined, 1],
  ['지마', undefined, 1],
  ['지말', undefined, 1],
  ['야하', undefined, 1],
  ['야해', undefined, 1],
  ['야되', undefined, 1],
  ['야돼', undefined, 1],
  ['도되', undefined, 1],
  ['도돼', undefined, 1],
  ['면안', undefined, 1],
  ['면되', undefined, 1],
  ['면돼', undefined, 1],
];
const NOT_WRITTEN_TO = [
  '안되',
  '안돼',
  '안됩',
  '안된',
  '안됐',
  '안되',
  '못하',
  '못해',
  '안하',
  '안해',
  '못먹',
  '안먹',
];

/** No word of a sentence is longer; what is, is compared as it stands. */
export const LONGEST = 40;

/** Parts a word before an auxiliary that belongs to it; most words stay whole. */
export function splitWord(word: string): string[] {
  if (word.length < 3 || word.length > LONGEST) return [word];
  if (NOT_WRITTEN_TO.some((start) => word.startsWith(start)))
    return [word.slice(0, 1), ...splitWord(word.slice(1))];
  for (const [text, before, keep] of AUXILIARIES) {
    const at = word.indexOf(text, 1);
    if (at < 0) continue;
    if (before !== undefined) {
      if (finalOf(word.slice(0, at)) === before)
        return [word.slice(0, at), '수', ...splitWord(word.slice(at + 1))];
      continue;
    }
    const cut = at + keep;
    const [head, rest] = [word.slice(0, cut), word.slice(cut)];
    return rest.startsWith('안') ? [head, '안', ...splitWord(rest.slice(1))] : [head, ...splitWord(rest)];
  }
  return [word];
}
