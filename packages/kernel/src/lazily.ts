export interface Lazy<Value> {
  /** Opens it when it is first asked for. A failure is tried anew by the next who asks. */
  get(): Promise<Value>;
  /** What was opened, or is being opened; undefined when nobody has asked or it failed. */
  opened(): Promise<Value | undefined>;
}

/** What is opened when it is first needed, once for all who ask at the same time. */
export function lazily<Value>(open: () => Promise<Value>): Lazy<Value> {
  let opening: Promise<Value> | undefined;
  return {
    async get() {
      const mine = (opening ??= open());
      try {
        return await mine;
      } catch (error) {
        // Another may have begun anew meanwhile.
        if (opening === mine) opening = undefined;
        throw error;
      }
    },
    opened: async () => opening?.catch(() => undefined),
  };
}
