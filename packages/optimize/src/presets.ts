import type { EvolutionSettings } from './evolution/evolution.ts';
import { simulatedBinary } from './operators/crossover.ts';
import { gaussian, polynomial } from './operators/mutation.ts';

/** How much a search may take, as the sources name it. */
export const PRESETS = ['fast', 'balanced', 'thorough'] as const;
export type Preset = (typeof PRESETS)[number];

interface PresetValues {
  readonly population: number;
  readonly generations: number;
  readonly mutationRate: number;
  readonly crossoverRate: number;
  readonly sigma: number;
  readonly tournament: number;
}

/** The table of the sources. */
export const PRESET_VALUES: Readonly<Record<Preset, PresetValues>> = {
  fast: {
    population: 30,
    generations: 50,
    mutationRate: 0.3,
    crossoverRate: 0.7,
    sigma: 0.15,
    tournament: 2,
  },
  balanced: {
    population: 50,
    generations: 100,
    mutationRate: 0.2,
    crossoverRate: 0.8,
    sigma: 0.1,
    tournament: 3,
  },
  thorough: {
    population: 100,
    generations: 200,
    mutationRate: 0.15,
    crossoverRate: 0.85,
    sigma: 0.05,
    tournament: 5,
  },
};

const ETA = 20;

/** The settings of the sources' search: normally distributed steps that adapt. */
export function presetSettings(preset: Preset): EvolutionSettings {
  const { population, generations, mutationRate, crossoverRate, sigma, tournament } = PRESET_VALUES[preset];
  return {
    population,
    generations,
    tournament,
    mutationRate,
    sigma,
    adaptive: true,
    crossover: simulatedBinary({ eta: ETA, rate: crossoverRate }),
    mutation: gaussian,
  };
}

/** The field's usual settings (Deb et al. 2002): one variable in a child is changed, by polynomial mutation. */
export const usualSettings = (
  population: number,
  generations: number,
  tournament = 2,
): EvolutionSettings => ({
  population,
  generations,
  tournament,
  sigma: 0,
  adaptive: false,
  crossover: simulatedBinary({ eta: ETA, rate: 0.9 }),
  mutation: polynomial({ eta: ETA }),
});

const WIDE_ETA = 10;
const SELECTIVE = 5;

/** The same for one objective: children further from their parents, and more selective, since one answer is enough. */
export const geneticSettings = (population: number, generations: number): EvolutionSettings => ({
  ...usualSettings(population, generations, SELECTIVE),
  crossover: simulatedBinary({ eta: WIDE_ETA, rate: 0.9 }),
});
