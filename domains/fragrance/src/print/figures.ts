const PLACES = 6;

/**
 * A figure that is held against a limit, such as a % of the finished product: up to six decimals, rounded up, so that what is
 * above a limit never reads as if it was at it. Sums that are off by their last bits count as what they should be.
 */
export function useText(value: number): string {
  const scaled = value * 10 ** PLACES;
  const nearest = Math.round(scaled);
  return trimmed((Math.abs(scaled - nearest) < 1e-4 ? nearest : Math.ceil(scaled)) / 10 ** PLACES, PLACES);
}

/** The nearest number of so many decimals, without zeros at the end. */
export const trimmed = (value: number, places: number): string =>
  value
    .toFixed(places)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
