import { register } from 'node:module';

/**
 * Lets the threads that a test starts run from the sources, as the test itself does. A Node that reads TypeScript by
 * itself needs no help.
 */
const readsTypescript = 'typescript' in process.features && process.features.typescript;
if (!readsTypescript) register('./typescript-hooks.mjs', import.meta.url);
