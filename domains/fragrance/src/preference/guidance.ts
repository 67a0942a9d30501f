import { FAMILIES } from '@accord/contract';
import type { LearntWeight, Preference } from './preference.ts';

/** What a search is to reach, as far as a taste can move it. */
export interface Guidable {
  /** Shares of the families, in the order of `FAMILIES`, adding up to 1. */
  readonly profile: Float64Array;
  /** 0 to 100. */
  readonly intensity: number;
  readonly hours: number;
  /** How much each objective counts; they add up to 1. */
  readonly weights: Readonly<Record<Weighed, number>>;
}

type Weighed = 'profile' | 'intensity' | 'longevity' | 'cost' | 'simplicity' | 'allergens';

const MOST_HOURS = 8;
const MOST_INTENSITY = 100;
const LEAST_HOURS = 0.5;
/** A weight is at most so many times doubled or halved. */
const MOST_DOUBLINGS = 2;

/**
 * Moves what a search is after to what a person likes: the families, strength and duration by up to about one standard
 * deviation of what was rated, and how much cost, simplicity and allergens count. A weight moves as far as it is large beside
 * the others and sure; without ratings nothing moves.
 */
export function guidedBy<Aim extends Guidable>(preference: Preference, aim: Aim): Aim {
  const pull = pullOf(preference.weights);
  const moved = aim.profile.map((share, at) => {
    const family = FAMILIES[at];
    const { by, scale } = pull('family', family);
    return Math.max(0, share + by * scale);
  });
  const sum = moved.reduce((total, share) => total + share, 0);
  const { by: stronger, scale: strength } = pull('intensity');
  const { by: longer, scale: hours } = pull('longevity');
  return {
    ...aim,
    profile: sum > 0 ? moved.map((share) => share / sum) : aim.profile,
    intensity: Math.min(MOST_INTENSITY, Math.max(0, aim.intensity + stronger * strength)),
    hours: Math.min(Math.max(MOST_HOURS, aim.hours), Math.max(LEAST_HOURS, aim.hours + longer * hours)),
    weights: normalised({
      ...aim.weights,
      cost: aim.weights.cost * doubled(-pull('cost').by),
      simplicity: aim.weights.simplicity * doubled(pull('simplicity').by),
      allergens: aim.weights.allergens * doubled(-pull('allergens').by),
    }),
  };
}

/** How far a feature pulls, in its standard deviations: its weight times how sure it is, beside what weights usually are. */
function pullOf(weights: readonly LearntWeight[]) {
  const squares = weights.reduce((sum, { mean, deviation }) => sum + mean ** 2 + deviation ** 2, 0);
  const usual = Math.sqrt(squares / weights.length);
  return (kind: LearntWeight['feature']['kind'], family?: string): { by: number; scale: number } => {
    const found = weights.find(({ feature }) => feature.kind === kind && feature.family === family);
    if (found === undefined) return { by: 0, scale: 0 };
    const { mean, deviation, scale } = found;
    const sure = mean === 0 ? 0 : mean ** 2 / (mean ** 2 + deviation ** 2);
    return { by: (mean * sure) / usual, scale };
  };
}

const doubled = (times: number): number => 2 ** Math.min(MOST_DOUBLINGS, Math.max(-MOST_DOUBLINGS, times));

function normalised(weights: Guidable['weights']): Guidable['weights'] {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, weight / sum]),
  ) as Guidable['weights'];
}
