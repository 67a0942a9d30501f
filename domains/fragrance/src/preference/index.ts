/** Learning what a person likes from pairs and stars. */
export { choosePair } from './choose-pair.ts';
export { featuresOf, type Variation } from './features.ts';
export { type Guidable, guidedBy } from './guidance.ts';
export { learnPreference, type Preference, type Rating } from './preference.ts';
