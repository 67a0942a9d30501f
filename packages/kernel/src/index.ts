export { type Clock, systemClock, type Timing } from './clock.ts';
export { AccordError, defineErrors, type ErrorKind, type Occurrence } from './errors.ts';
export { createIdSource, type Id } from './ids.ts';
export { type Lazy, lazily } from './lazily.ts';
export {
  type NanoUsd,
  nanoUsd,
  type PicoUsd,
  picoUsd,
  picoUsdFrom,
  picoUsdOf,
  picoUsdText,
  usdText,
} from './money.ts';
export { createRng, isRngState, type RestorableRng, type Rng, type RngState, restoreRng } from './rng.ts';
