/** A number of a cell, or undefined for an empty one. A decimal comma is read as a point. @throws TypeError otherwise */
export function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  if (text === '') return undefined;
  if (!/^[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i.test(text)) throw new TypeError(`${text} is no number`);
  return Number(text.replace(',', '.'));
}

/** @throws TypeError for a number that is not above zero */
export function positiveOf(cell: string): number | undefined {
  const value = numberOf(cell);
  if (value !== undefined && !(value > 0)) throw new TypeError(`${cell} is not above zero`);
  return value;
}

/** A word of a closed list, or undefined for an empty cell. @throws TypeError for another word */
export function wordOf<const Known extends string>(known: readonly Known[], cell: string): Known | undefined {
  if (cell === '') return undefined;
  const found = known.find((word) => word === cell);
  if (found === undefined) throw new TypeError(`${cell} is not one of ${known.join(', ')}`);
  return found;
}

export const textOf = (cell: string): string | undefined => (cell === '' ? undefined : cell);
