export type KeyQueue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Runs works of one key one after the other, whether or not the one before went well; works of different keys run beside each other. */
export function createKeyQueue(): KeyQueue {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const done = before === undefined ? work() : before.then(work, work);
    last.set(key, done);
    try {
      return await done;
    } finally {
      if (last.get(key) === done) last.delete(key);
    }
  };
}
