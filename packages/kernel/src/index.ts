export { type Clock, systemClock, type Timing } from './clock.ts';
export { AccordError, defineErrors, type ErrorKind, type Occurrence } from './errors.ts';
export { createIdSource, type Id } from './ids.ts';
export { createRng, type Rng } from './rng.ts';
