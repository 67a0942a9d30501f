/** A rule of the sources: steps become smaller, down to a tenth at the end. */
export function adaptiveSigma(initial: number, generation: number, generations: number): number {
  const progress = Math.min(1, generation / generations);
  return initial - (initial - initial * FINAL_SHARE) * progress;
}

const FINAL_SHARE = 0.1;
const ALIKE = 0.1;
const VARIED = 0.5;

/** A rule of the sources: more is changed where solutions are alike, less where they differ. */
export function adaptiveRate(base: number, diversity: number): number {
  if (diversity < ALIKE) return Math.min(base * 1.5, Math.max(base, 0.5));
  if (diversity > VARIED) return Math.max(base * 0.8, Math.min(base, 0.05));
  return base;
}

/**
 * How much solutions differ: the mean over variables of their standard deviation, as a share of that of an even spread over
 * the bounds. 0 where all are the same, 1 where they are spread evenly.
 *
 * @param genes solutions one after the other
 */
export function diversityOf(
  genes: Float64Array,
  size: number,
  { lower, upper }: { readonly lower: readonly number[]; readonly upper: readonly number[] },
): number {
  const variables = lower.length;
  let sum = 0;
  for (let variable = 0; variable < variables; variable++) {
    let mean = 0;
    for (let index = 0; index < size; index++) mean += genes[index * variables + variable] as number;
    mean /= size;
    let squares = 0;
    for (let index = 0; index < size; index++) {
      const difference = (genes[index * variables + variable] as number) - mean;
      squares += difference * difference;
    }
    const width = (upper[variable] as number) - (lower[variable] as number);
    sum += (Math.sqrt(squares / size) * Math.sqrt(12)) / width;
  }
  return Math.min(1, sum / variables);
}
