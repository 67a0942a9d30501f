import type { Mode } from '@accord/contract';

/** What the tuning guide expects of a mode, with models of 7 and 8 billion parameters on one GPU. Not measured here. */
export interface ModeExpectation {
  /** Seconds, from and to. */
  readonly p50S: readonly [number, number];
  readonly p95S: number;
  /** Quality score, from and to. */
  readonly quality: readonly [number, number];
  readonly costUsd: number;
}

/** The guide's table "Expected Performance by Mode". */
export const MODE_EXPECTATIONS: Readonly<Record<Mode, ModeExpectation>> = {
  fast: { p50S: [2, 3], p95S: 5, quality: [0.7, 0.8], costUsd: 0.001 },
  balanced: { p50S: [5, 7], p95S: 12, quality: [0.85, 0.95], costUsd: 0.003 },
  creative: { p50S: [10, 15], p95S: 25, quality: [0.95, 0.99], costUsd: 0.007 },
};
