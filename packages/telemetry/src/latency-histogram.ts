import type { Clock } from '@accord/kernel';

export interface RollingHistogramOptions {
  /** How far back it remembers, in milliseconds. What is older is forgotten a tenth of this at a time. */
  readonly windowMs: number;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** How values of late were distributed. Values are milliseconds, from a microsecond to four and a half hours. */
export interface RollingHistogram {
  /** Constant in time and without allocation, but for a pass over the classes ten times a window. */
  record(ms: number): void;
  /**
   * The value that a share `q` of those in the window do not exceed (nearest rank), at most 1.6 % off. Values outside
   * the range count as its ends. Undefined while the window is empty.
   */
  quantile(q: number): number | undefined;
  /** How many values are in the window. */
  readonly count: number;
}

/** Classes of an octave, as a power of two: 32, so the middle of a class is at most 1/64 off what is in it. */
const BITS = 5;
const CLASSES_PER_OCTAVE = 2 ** BITS;
/** 2^-10 ms, about a microsecond. */
const LOWEST_EXPONENT = -10;
const LOWEST_MS = 2 ** LOWEST_EXPONENT;
/** Up to 2^24 ms. */
const OCTAVES = 34;
const CLASSES = OCTAVES * CLASSES_PER_OCTAVE;
const SLICES = 10;

/**
 * A log-linear histogram over a sliding window: octaves cut into equal classes, as in HdrHistogram, and counted in
 * slices of time, so that a slice is taken off as a whole when it grows too old.
 */
export function rollingHistogram({ windowMs, clock }: RollingHistogramOptions): RollingHistogram {
  const sliceMs = windowMs / SLICES;
  const slices = Array.from({ length: SLICES }, () => new Uint32Array(CLASSES));
  const all = new Uint32Array(CLASSES);
  let count = 0;
  /** Number of the slice that is being filled, counted since the clock's zero. */
  let current = sliceNow();
  let filling = sliceAt(current);

  function sliceNow(): number {
    return Math.floor(clock.monotonic() / sliceMs);
  }
  function sliceAt(number: number): Uint32Array {
    return slices[number % SLICES] as Uint32Array;
  }
  const forget = (slice: Uint32Array): void => {
    for (let index = 0; index < CLASSES; index++) {
      const gone = slice[index] as number;
      if (gone === 0) continue;
      all[index] = (all[index] as number) - gone;
      count -= gone;
    }
    slice.fill(0);
  };
  const moveOn = (): void => {
    const now = sliceNow();
    if (now === current) return;
    for (let number = Math.max(current + 1, now - SLICES + 1); number <= now; number++) {
      forget(sliceAt(number));
    }
    current = now;
    filling = sliceAt(now);
  };

  return {
    record(ms) {
      moveOn();
      const index = classOf(ms);
      filling[index] = (filling[index] as number) + 1;
      all[index] = (all[index] as number) + 1;
      count += 1;
    },
    quantile(q) {
      moveOn();
      return count === 0 ? undefined : valueAtRank(all, count, Math.max(1, Math.ceil(q * count)));
    },
    get count() {
      moveOn();
      return count;
    },
  };
}

/** Counts down from the top, since it is the slow ones that are asked for most. */
function valueAtRank(counts: Uint32Array, total: number, rank: number): number {
  let above = total;
  for (let index = CLASSES - 1; index > 0; index--) {
    above -= counts[index] as number;
    if (above < rank) return middleOf(index);
  }
  return middleOf(0);
}

const view = new DataView(new ArrayBuffer(8));

/**
 * A double begins with its exponent, and the linear part follows at once: its upper bits are the number of the class,
 * without a logarithm.
 */
function classOf(ms: number): number {
  if (!(ms > LOWEST_MS)) return 0;
  view.setFloat64(0, ms);
  const index = (view.getUint32(0) >>> (20 - BITS)) - (1023 + LOWEST_EXPONENT) * CLASSES_PER_OCTAVE;
  return Math.min(CLASSES - 1, index);
}

function middleOf(index: number): number {
  const octaveMs = LOWEST_MS * 2 ** Math.floor(index / CLASSES_PER_OCTAVE);
  return octaveMs * (1 + ((index % CLASSES_PER_OCTAVE) + 0.5) / CLASSES_PER_OCTAVE);
}
