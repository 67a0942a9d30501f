/** A stream as an entry keeps it. */
export type StreamText =
  | { readonly pieces: readonly string[]; readonly end: unknown }
  /** Only the end, with the length of what passed: for who has heard all of it. Never kept. */
  | { readonly length: number; readonly end: unknown };

export const streamText = (pieces: readonly string[] | undefined, length: number, end: unknown): string =>
  JSON.stringify(pieces === undefined ? { length, end } : { pieces, end });

/**
 * What is left of a stream of which a part was heard.
 *
 * @returns nothing when the part is not its beginning, or more is missing than is known
 */
export function restOf(
  whole: StreamText,
  heard: readonly string[] | undefined,
  length: number,
): string | undefined {
  if ('length' in whole) return whole.length === length ? '' : undefined;
  const text = whole.pieces.join('');
  if (heard === undefined) return text.length === length ? '' : undefined;
  const beginning = heard.join('');
  return text.startsWith(beginning) ? text.slice(beginning.length) : undefined;
}
