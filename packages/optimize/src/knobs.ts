import { defineKnobs, flag, integer, type KnobValues, number, perVariant } from '@accord/knobs';
import type { GeneticSettings } from './genetic.ts';
import type { ParetoSettings } from './nsga2.ts';

export const SEARCH_PRESETS = ['fast', 'balanced', 'thorough'] as const;
export type SearchPreset = (typeof SEARCH_PRESETS)[number];

/** Genetic search for one objective, by preset. */
export const geneticKnobs = defineKnobs('optimize.genetic', {
  population: perVariant({
    default: 50,
    variants: { fast: 30, balanced: 50, thorough: 100 },
    range: [4, 10_000],
    unit: 'candidates',
    integer: true,
    effect: 'Keeps more candidates: looks at more places, and takes longer to narrow down.',
    scope: 'request',
  }),
  generations: perVariant({
    default: 100,
    variants: { fast: 50, balanced: 100, thorough: 200 },
    range: [1, 100_000],
    unit: 'generations',
    integer: true,
    effect: 'Searches longer. The evaluations of a run are the population times the generations.',
    scope: 'request',
  }),
  mutation_rate: perVariant({
    default: 0.2,
    variants: { fast: 0.3, balanced: 0.2, thorough: 0.15 },
    range: [0, 1],
    unit: 'chance',
    integer: false,
    effect: 'Takes normal steps from more of the children: explores more.',
    scope: 'request',
  }),
  crossover_rate: perVariant({
    default: 0.8,
    variants: { fast: 0.7, balanced: 0.8, thorough: 0.85 },
    range: [0, 1],
    unit: 'chance',
    integer: false,
    effect: 'Crosses more of the pairs of parents: puts together more of what was found.',
    scope: 'request',
  }),
  mutation_sigma: perVariant({
    default: 0.1,
    variants: { fast: 0.15, balanced: 0.1, thorough: 0.05 },
    range: [0, 1],
    unit: 'share of range',
    integer: false,
    effect: 'Takes larger steps.',
    scope: 'request',
  }),
  tournament_size: perVariant({
    default: 3,
    variants: { fast: 2, balanced: 3, thorough: 5 },
    range: [1, 100],
    unit: 'candidates',
    integer: true,
    effect: 'Lets the fittest have more of the children: narrows down sooner.',
    scope: 'request',
  }),
  elite_share: number({
    default: 0.2,
    range: [0, 0.9],
    unit: 'share of population',
    effect: 'Lets more of the best go on as they are, instead of children.',
    scope: 'request',
  }),
  adaptive: flag({
    default: true,
    effect:
      'Narrows sigma to a tenth over the run, and raises the mutation rate of a population that has grown alike and lowers that of one that is spread out.',
    scope: 'request',
  }),
});

/** Search for several objectives (NSGA-II and NSGA-III). */
export const paretoKnobs = defineKnobs('optimize.pareto', {
  population: integer({
    default: 100,
    range: [4, 10_000],
    unit: 'candidates',
    effect: 'Shows more points of the front; sorting them takes longer.',
    scope: 'request',
  }),
  generations: integer({
    default: 250,
    range: [1, 100_000],
    unit: 'generations',
    effect: 'Searches longer. The evaluations of a run are the population times the generations.',
    scope: 'request',
  }),
  crossover_rate: number({
    default: 0.9,
    range: [0, 1],
    unit: 'chance',
    effect: 'Crosses more of the pairs of parents.',
    scope: 'request',
  }),
  crossover_eta: number({
    default: 15,
    range: [0, 1000],
    unit: '1',
    effect: 'Keeps children nearer to their parents.',
    scope: 'request',
  }),
  mutation_eta: number({
    default: 20,
    range: [0, 1000],
    unit: '1',
    effect: 'Makes the steps of mutation smaller.',
    scope: 'request',
  }),
  divisions: integer({
    default: 12,
    range: [1, 1000],
    unit: 'divisions',
    effect:
      'NSGA-III: more reference points. For three objectives, 12 make 91, which is right for a population of about 100.',
    scope: 'request',
  }),
});

export const optimizeKnobs = [geneticKnobs, paretoKnobs];

export function geneticSettingsOf(
  values: KnobValues<typeof geneticKnobs>,
  preset: SearchPreset,
): GeneticSettings {
  const population = values.population[preset];
  return {
    population,
    mutationRate: values.mutation_rate[preset],
    crossoverRate: values.crossover_rate[preset],
    mutationSigma: values.mutation_sigma[preset],
    tournament: Math.min(values.tournament_size[preset], population),
    elites: Math.min(Math.floor(values.elite_share * population), population - 2),
    adaptive: values.adaptive,
  };
}

export function paretoSettingsOf(values: KnobValues<typeof paretoKnobs>): ParetoSettings {
  return {
    population: values.population,
    crossoverRate: values.crossover_rate,
    crossoverEta: values.crossover_eta,
    mutationEta: values.mutation_eta,
  };
}
