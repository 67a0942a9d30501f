import type { DesignPreset } from '@accord/contract';
import type { Clock } from '@accord/kernel';

export interface DesignProgress {
  readonly evaluations: number;
  /** How many there will be at most. */
  readonly ofEvaluations: number;
  /** Value of the best formula so far: 0 at best. */
  readonly best: number;
}

export interface SearchOptions {
  readonly preset: DesignPreset;
  readonly seed: number;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: DesignProgress) => void) | undefined;
}

interface Effort {
  /** Of a search by generations. */
  readonly population: number;
  readonly generations: number;
  /** Of the policy. */
  readonly episodes: number;
}

export const EFFORTS: Readonly<Record<DesignPreset, Effort>> = {
  fast: { population: 24, generations: 20, episodes: 1 },
  balanced: { population: 64, generations: 140, episodes: 1 },
  thorough: { population: 100, generations: 200, episodes: 8 },
  'high-quality': { population: 120, generations: 400, episodes: 32 },
};
