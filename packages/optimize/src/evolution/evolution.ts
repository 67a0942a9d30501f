import { AccordError, createRng, type ResumableRng, rngFrom } from '@accord/kernel';
import type { Evaluate } from '../evaluate.ts';
import { optimizeErrors } from '../errors.ts';
import { adaptiveRate, adaptiveSigma, diversityOf } from '../operators/adaptive.ts';
import type { Crossover, Mutation } from '../operators/operator.ts';
import { tournament } from '../operators/selection.ts';
import { copySolution, createPopulation, genesOf, type Population } from '../population.ts';
import { checkProblem, type Problem } from '../problem.ts';
import type { Strategy } from './strategy.ts';
import { type EvolutionState, stateOf, unpackedState } from './state.ts';

export interface EvolutionSettings {
  /** An even number of at least 4. */
  readonly population: number;
  /** Over how many generations steps become smaller. It may be searched for longer. */
  readonly generations: number;
  readonly tournament: number;
  readonly crossover: Crossover;
  readonly mutation: Mutation;
  /** Chance that a variable of a child is changed; one in as many as there are, where it is left out. */
  readonly mutationRate?: number | undefined;
  /** Of the first generation, as a share of the width of the bounds. */
  readonly sigma: number;
  /** Whether rate and sigma follow the rules of adaptive.ts. */
  readonly adaptive: boolean;
}

export interface EvolutionOptions {
  readonly problem: Problem;
  readonly strategy: Strategy;
  readonly settings: EvolutionSettings;
  readonly evaluate: Evaluate;
  readonly seed: number;
}

const SMALLEST = 4;
const LARGEST = 100_000;

/**
 * An evolutionary search, a generation at a time: parents are chosen in tournaments, crossed and mutated, and the strategy
 * says who lives on. The same seed gives the same search to the bit, however many threads evaluate.
 */
export class Evolution {
  private readonly options: EvolutionOptions;
  private readonly rng: ResumableRng;
  private readonly pool: Population;
  private next: Population;
  private parents: Population;
  private hasBegun: boolean;
  private generations: number;
  private evaluated: number;

  /**
   * @param state where to go on; from the beginning where it is left out
   * @throws OPTIMIZE_PROBLEM_INVALID, OPTIMIZE_SETTING_INVALID, OPTIMIZE_STATE_INVALID
   */
  constructor(options: EvolutionOptions, state?: EvolutionState) {
    const { problem, settings, seed, strategy } = options;
    checkProblem(problem);
    checkSettings(settings);
    const size = settings.population;
    const variables = problem.lower.length;
    this.options = options;
    this.pool = createPopulation(2 * size, variables, problem.objectives);
    this.next = createPopulation(size, variables, problem.objectives);
    this.parents = createPopulation(size, variables, problem.objectives);
    if (state === undefined) {
      this.rng = createRng(seed);
      this.hasBegun = false;
      this.generations = 0;
      this.evaluated = 0;
    } else {
      const { rng, generation, evaluations } = unpackedState(
        state,
        strategy.name,
        problem.name,
        this.parents,
      );
      this.rng = rngFrom(rng);
      this.hasBegun = true;
      this.generations = generation;
      this.evaluated = evaluations;
    }
  }

  /** Who lives now. Not to be changed; another after each step. */
  get population(): Population {
    return this.parents;
  }

  /** Of generations that were bred; 0 after the first step, which only begins. */
  get generation(): number {
    return this.generations;
  }

  get evaluations(): number {
    return this.evaluated;
  }

  get random(): ResumableRng {
    return this.rng;
  }

  /**
   * The first generation, or the next. When it throws, everything is as before it, but for what the generator has drawn.
   *
   * @throws what `evaluate` throws
   */
  async step(): Promise<void> {
    if (this.hasBegun) await this.breed();
    else await this.begin();
  }

  state(): EvolutionState {
    if (!this.hasBegun) throw new TypeError('nothing has begun that could be gone on with');
    const { strategy, problem } = this.options;
    return stateOf({
      strategy: strategy.name,
      problem: problem.name,
      generation: this.generations,
      evaluations: this.evaluated,
      rng: this.rng.state(),
      population: this.parents,
    });
  }

  private async begin(): Promise<void> {
    const { problem, evaluate } = this.options;
    const { lower, upper } = problem;
    const { size } = this.parents;
    for (let index = 0; index < size; index++) {
      const genes = genesOf(this.parents, index);
      for (let variable = 0; variable < genes.length; variable++) {
        const low = lower[variable] as number;
        genes[variable] = low + this.rng.next() * ((upper[variable] as number) - low);
      }
    }
    await evaluate(this.parents, 0, size);
    this.evaluated += size;
    this.hasBegun = true;
  }

  private async breed(): Promise<void> {
    const { evaluate, strategy } = this.options;
    const { size } = this.parents;
    for (let index = 0; index < size; index++) copySolution(this.parents, index, this.pool, index);
    this.makeChildren();
    await evaluate(this.pool, size, 2 * size);
    const survivors = strategy.survivors(this.pool, size);
    for (const [at, index] of survivors.entries()) copySolution(this.pool, index, this.next, at);
    [this.parents, this.next] = [this.next, this.parents];
    this.generations += 1;
    this.evaluated += size;
  }

  private makeChildren(): void {
    const { problem, settings, strategy } = this.options;
    const { crossover, mutation } = settings;
    const { size } = this.parents;
    const isBetter = strategy.preferring(this.parents);
    const choose = (): number => tournament(settings.tournament, size, isBetter, this.rng);
    const strength = this.strength();
    for (let child = size; child < 2 * size; child += 2) {
      const first = genesOf(this.pool, child);
      const second = genesOf(this.pool, child + 1);
      crossover(
        genesOf(this.parents, choose()),
        genesOf(this.parents, choose()),
        first,
        second,
        problem,
        this.rng,
      );
      mutation(first, problem, this.rng, strength);
      mutation(second, problem, this.rng, strength);
    }
  }

  private strength(): { readonly rate: number; readonly sigma: number } {
    const { problem, settings } = this.options;
    const { sigma, adaptive, generations, mutationRate = 1 / problem.lower.length } = settings;
    if (!adaptive) return { rate: mutationRate, sigma };
    const diversity = diversityOf(this.parents.genes, this.parents.size, problem);
    return {
      rate: adaptiveRate(mutationRate, diversity),
      sigma: adaptiveSigma(sigma, this.generations, generations),
    };
  }
}

function checkSettings({
  population,
  generations,
  tournament: size,
  mutationRate,
  sigma,
}: EvolutionSettings): void {
  const check = (isRight: boolean, detail: string, field: string): void => {
    if (!isRight) throw new AccordError(optimizeErrors.OPTIMIZE_SETTING_INVALID, { detail, field });
  };
  const isWhole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  check(
    isWhole(population, SMALLEST, LARGEST) && population % 2 === 0,
    `A population of ${population}; it takes an even number from ${SMALLEST} to ${LARGEST}`,
    'population',
  );
  check(isWhole(generations, 1, Number.MAX_SAFE_INTEGER), `${generations} generations`, 'generations');
  check(
    isWhole(size, 1, population),
    `Tournaments of ${size} in a population of ${population}`,
    'tournament',
  );
  check(
    mutationRate === undefined || (mutationRate >= 0 && mutationRate <= 1),
    `A mutation rate of ${mutationRate}`,
    'mutation_rate',
  );
  check(sigma >= 0 && sigma <= 1, `A sigma of ${sigma}`, 'mutation_sigma');
}
