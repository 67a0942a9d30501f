/** Work that nobody waits for, except who closes. */
export interface Background {
  run(work: Promise<unknown>): void;
  /** Resolves when what was begun so far has ended. */
  ended(): Promise<void>;
}

/** @param failed told of every failure, since nobody else will be */
export function createBackground(failed: (error: unknown) => void): Background {
  const underWay = new Set<Promise<unknown>>();
  return {
    run(work) {
      const ended: Promise<unknown> = work.then(
        () => underWay.delete(ended),
        (error: unknown) => {
          underWay.delete(ended);
          failed(error);
        },
      );
      underWay.add(ended);
    },
    async ended() {
      await Promise.all(underWay);
    },
  };
}
