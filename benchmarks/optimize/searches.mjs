import { createRng, systemClock } from '@accord/kernel';
import {
  ackley,
  bestOf,
  dtlz2,
  Evolution,
  evaluateHere,
  geneticAlgorithm,
  geneticSettings,
  hypervolume,
  nsga2,
  nsga3,
  paretoFront,
  rastrigin,
  referencePoints,
  search,
  usualSettings,
  zdt1,
} from '@accord/optimize';
import { median } from '../report/figures.mjs';

export const SEEDS = [1, 2, 3, 4, 5];
const WORST = 1.1;

/** One search a seed, after one that warms up; with the time that each took. */
async function searched(problem, generations, make) {
  const results = [];
  for (const seed of [0, ...SEEDS]) {
    const evolution = make(problem, seed);
    const startedAt = performance.now();
    await search(evolution, { budget: { generations }, clock: systemClock });
    if (seed > 0) results.push({ evolution, ms: performance.now() - startedAt });
  }
  return results;
}

const evolving = (strategy, settings) => (problem, seed) =>
  new Evolution({ problem, strategy, settings, seed, evaluate: evaluateHere(problem) });

export const volumeOf = (points) => hypervolume(points, points[0]?.map(() => WORST) ?? []);
const volumes = (results) =>
  median(
    results.map(({ evolution }) => volumeOf(paretoFront(evolution).map(({ objectives }) => objectives))),
  );

export async function zdt1Search() {
  const results = await searched(zdt1(), 250, evolving(nsga2, usualSettings(100, 250)));
  return { ms: median(results.map(({ ms }) => ms)), volume: volumes(results) };
}

export async function dtlz2Searches() {
  const points = referencePoints(3, 12);
  const byLines = (problem, seed) => {
    const strategy = nsga3(points, () => evolution.random);
    const evolution = evolving(strategy, usualSettings(92, 250, 1))(problem, seed);
    return evolution;
  };
  return {
    nsga2: volumes(await searched(dtlz2(), 250, evolving(nsga2, usualSettings(100, 250)))),
    nsga3: volumes(await searched(dtlz2(), 250, byLines)),
  };
}

const PROBLEMS = { rastrigin, ackley };

/** 50 solutions over 100 generations, the first among them: 5000 evaluations. */
export async function geneticSearch(name) {
  const make = evolving(geneticAlgorithm({ elites: 1 }), geneticSettings(50, 100));
  const results = await searched(PROBLEMS[name](), 99, make);
  return {
    ms: median(results.map(({ ms }) => ms)),
    best: median(results.map(({ evolution }) => bestOf(evolution).objectives[0])),
    random: median(SEEDS.map((seed) => bestAtRandom(PROBLEMS[name](), 5000, seed))),
  };
}

function bestAtRandom({ lower, upper, evaluate }, evaluations, seed) {
  const rng = createRng(seed);
  const values = new Float64Array(1);
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < evaluations; count++) {
    evaluate(
      Float64Array.from(lower, (low, index) => low + rng.next() * (upper[index] - low)),
      values,
    );
    best = Math.min(best, values[0]);
  }
  return best;
}
