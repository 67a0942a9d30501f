export interface PumpOptions {
  readonly isEmpty: () => boolean;
  /** Sends one batch. @returns milliseconds to wait before the next; 0 for none */
  readonly send: () => Promise<number>;
}

/** Empties something batch by batch, one at a time, now or later. What it sets up never keeps the process alive. */
export interface Pump {
  /** Begins after the delay, unless it is to begin sooner anyway, or runs. */
  startWithin(ms: number): void;
  /** Begins as soon as the work at hand is done, unless it runs. */
  startSoon(): void;
  /** Lets what runs come to a stop, then sends what is left until there is a reason to wait. Starts no more. */
  finish(): Promise<void>;
}

export function createPump({ isEmpty, send }: PumpOptions): Pump {
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let running: Promise<void> | undefined;
  let finishing = false;

  const sendAll = async (): Promise<number> => {
    let waitMs = 0;
    while (!isEmpty() && waitMs === 0) waitMs = await send();
    return waitMs;
  };
  const unschedule = (): void => {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = undefined;
    soon = undefined;
  };
  const run = async (): Promise<void> => {
    const waitMs = await sendAll();
    running = undefined;
    if (!isEmpty()) pump.startWithin(waitMs);
  };
  const start = (): void => {
    unschedule();
    running = run();
  };
  const mayStart = (): boolean => running === undefined && !finishing;

  const pump: Pump = {
    startWithin(ms) {
      if (mayStart()) timer ??= setTimeout(start, ms).unref();
    },
    startSoon() {
      if (mayStart()) soon ??= setImmediate(start);
    },
    async finish() {
      finishing = true;
      unschedule();
      await running;
      await sendAll();
    },
  };
  return pump;
}
