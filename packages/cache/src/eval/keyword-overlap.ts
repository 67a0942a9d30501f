const WORD = /[\p{L}\p{N}]+/gu;

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(WORD));

/** Words in common by words in all (Jaccard's index): the baseline that a semantic cache has to beat. */
export function keywordOverlap(one: string, other: string): number {
  const left = wordsOf(one);
  const right = wordsOf(other);
  if (left.size + right.size === 0) return one === other ? 1 : 0;
  const common = [...left].filter((word) => right.has(word)).length;
  return common / (left.size + right.size - common);
}
