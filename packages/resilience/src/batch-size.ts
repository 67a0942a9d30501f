export interface BatchSize {
  current(): number;
  grow(): void;
  shrink(): void;
}

/** Adds a step after success and halves after failure: additive increase, multiplicative decrease, within bounds. */
export function createBatchSize(bounds: {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}): BatchSize {
  const bounded = (size: number): number => Math.min(bounds.max, Math.max(bounds.min, size));
  let size = bounded(bounds.initial);
  return {
    current: () => size,
    grow() {
      size = bounded(size + bounds.step);
    },
    shrink() {
      size = bounded(Math.floor(size / 2));
    },
  };
}
