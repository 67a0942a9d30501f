/** Many solutions, laid out one after the other, so that a generation makes no garbage. */
export interface Population {
  readonly size: number;
  readonly variables: number;
  readonly objectives: number;
  /** `size` × `variables`. */
  readonly genes: Float64Array;
  /** `size` × `objectives`. */
  readonly values: Float64Array;
  /** How much each violates what is not allowed; 0 is feasible. */
  readonly violations: Float64Array;
}

export const createPopulation = (size: number, variables: number, objectives: number): Population => ({
  size,
  variables,
  objectives,
  genes: new Float64Array(size * variables),
  values: new Float64Array(size * objectives),
  violations: new Float64Array(size),
});

export const genesOf = ({ genes, variables }: Population, index: number): Float64Array =>
  genes.subarray(index * variables, (index + 1) * variables);

export const valuesOf = ({ values, objectives }: Population, index: number): Float64Array =>
  values.subarray(index * objectives, (index + 1) * objectives);

export function copySolution(from: Population, index: number, to: Population, at: number): void {
  const { variables, objectives } = from;
  to.genes.set(from.genes.subarray(index * variables, (index + 1) * variables), at * variables);
  to.values.set(from.values.subarray(index * objectives, (index + 1) * objectives), at * objectives);
  to.violations[at] = from.violations[index] ?? 0;
}

/** A solution as it is handed out. */
export interface Solution {
  readonly variables: readonly number[];
  readonly objectives: readonly number[];
  readonly violation: number;
}

export const solutionOf = (population: Population, index: number): Solution => ({
  variables: Array.from(genesOf(population, index)),
  objectives: Array.from(valuesOf(population, index)),
  violation: population.violations[index] ?? 0,
});
