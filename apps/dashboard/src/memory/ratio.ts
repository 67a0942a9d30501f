import type { Dictionary } from '../text/dictionary.ts';

/** Such as 4.1×; a dash where there is nothing to divide. */
export function ratioText(ratio: number | null, { language, memory }: Dictionary): string {
  if (ratio === null) return '–';
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return memory.times(ratio.toLocaleString(language, digits));
}

/** How many times smaller; null where nothing is kept. */
export const ratioOf = (given: number, kept: number): number | null => (kept === 0 ? null : given / kept);
