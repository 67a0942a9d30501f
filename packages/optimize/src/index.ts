export { cartPole } from './env/cart-pole.ts';
export type { Environment } from './env/environment.ts';
export { readCheckpoint, writeCheckpoint } from './ppo/checkpoint.ts';
export { ppoErrors } from './ppo/errors.ts';
export { PPO_PRESETS, ppoKnobs, type PpoPreset, type PpoSettings } from './ppo/knobs.ts';
export { Ppo, type PpoProgress, type PpoState } from './ppo/ppo.ts';
