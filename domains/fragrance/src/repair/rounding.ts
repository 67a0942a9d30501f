/**
 * Whole numbers of units for shares of `whole` units: each is less than one unit off, and they add up to what the shares do.
 * What rounding down leaves goes to the largest remainders.
 */
export function unitsOf(shares: readonly number[], whole: number): number[] {
  const exact = shares.map((share) => share * whole);
  const units = exact.map(Math.floor);
  const sum = exact.reduce((total, amount) => total + amount, 0);
  let left = Math.round(sum) - units.reduce((total, amount) => total + amount, 0);
  const places = exact
    .map((amount, place) => ({ place, remainder: amount - Math.floor(amount) }))
    .filter(({ place }) => (shares[place] ?? 0) > 0)
    .sort((one, other) => other.remainder - one.remainder || one.place - other.place);
  for (const { place } of places) {
    if (left <= 0) break;
    units[place] = (units[place] ?? 0) + 1;
    left -= 1;
  }
  return units;
}
