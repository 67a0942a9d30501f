export { type Accord, type AccordOptions, openAccord } from './accord.ts';
export { type Configuration, type ConfigurationOptions, readConfiguration } from './configuration.ts';
export { embeddedEmbedding } from './embedded-embedding.ts';
export type { MemoryDesk } from './memory.ts';
export type { ModeEvaluation } from './modes.ts';
export { isRunId, runsFolderOf } from './runs.ts';
export { allErrors, allKnobs } from './declarations.ts';
export { type EnvironmentVariables, variableOf } from './environment.ts';
