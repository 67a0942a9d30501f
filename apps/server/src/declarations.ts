/** What the server declares, for those who print or check declarations without serving. */
export { serverErrors } from './errors.ts';
export { serverKnobs } from './knobs.ts';
