import type { Clock } from '@accord/kernel';
import type { Evolution } from './evolution/evolution.ts';
import { isFitter } from './evolution/genetic.ts';
import { sortIntoFronts } from './fronts/sort.ts';
import { type Solution, solutionOf } from './population.ts';

/** When a search ends. The first that holds counts. */
export interface SearchBudget {
  readonly generations?: number | undefined;
  readonly evaluations?: number | undefined;
  readonly milliseconds?: number | undefined;
}

export interface SearchOptions {
  readonly budget: SearchBudget;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Told after each generation. */
  readonly onGeneration?: ((evolution: Evolution) => void) | undefined;
}

export type SearchEnd = 'generations' | 'evaluations' | 'time' | 'stopped';

/** For so long others may wait in this thread, in milliseconds. */
const TURN_MS = 10;

/**
 * Searches until the budget is spent or it is told to stop; what was reached is in the evolution. Lets others in this thread
 * have their turn in between.
 *
 * @throws what `Evolution.step` throws
 */
export async function search(evolution: Evolution, options: SearchOptions): Promise<SearchEnd> {
  const { clock, onGeneration } = options;
  const startedAt = clock.monotonic();
  let turnAt = startedAt;
  for (;;) {
    const end = endOf(evolution, options, clock.monotonic() - startedAt);
    if (end !== undefined) return end;
    await evolution.step();
    onGeneration?.(evolution);
    if (clock.monotonic() - turnAt >= TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      turnAt = clock.monotonic();
    }
  }
}

function endOf(
  { generation, evaluations }: Evolution,
  { budget, signal }: SearchOptions,
  elapsedMs: number,
): SearchEnd | undefined {
  if (signal?.aborted === true) return 'stopped';
  const { generations = Number.POSITIVE_INFINITY, evaluations: most = Number.POSITIVE_INFINITY } = budget;
  if (evaluations > 0 && generation >= generations) return 'generations';
  if (evaluations >= most) return 'evaluations';
  return elapsedMs >= (budget.milliseconds ?? Number.POSITIVE_INFINITY) ? 'time' : undefined;
}

/** The best of one objective. */
export function bestOf({ population }: Evolution): Solution {
  let best = 0;
  for (let index = 1; index < population.size; index++) if (isFitter(population, index, best)) best = index;
  return solutionOf(population, best);
}

/** Those that no other dominates, in the order of the population. */
export function paretoFront({ population }: Evolution): readonly Solution[] {
  const [front = []] = sortIntoFronts(population, 1);
  return front.map((index) => solutionOf(population, index));
}
