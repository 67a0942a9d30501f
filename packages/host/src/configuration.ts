import { join, resolve } from 'node:path';
import { type KnobSet, leavesOf, type ResolvedKnobs, resolveKnobs } from '@accord/knobs';
import type { Domain } from '@accord/runtime';
import { readConfigFile } from './config-file.ts';
import { DOMAINS, knobSetsOf } from './declarations.ts';
import {
  type EnvironmentName,
  type EnvironmentVariables,
  environmentLayers,
  environmentName,
} from './environment.ts';
import { HOME } from './home.ts';
import { dataKnobs } from './knobs.ts';

export interface ConfigurationOptions {
  /** Knobs of the app itself, such as the server's, which are set in the same places. */
  readonly appKnobs?: readonly KnobSet[];
  /** Defaults to the environment of the process. */
  readonly env?: EnvironmentVariables;
  /** Where a relative path from the environment starts. Defaults to the process's working directory. */
  readonly cwd?: string;
  /** Holds a YAML file for each environment. Defaults to configs/ of this installation. */
  readonly configFolder?: string;
  /** Defaults to every domain of the house. */
  readonly domains?: readonly Domain[];
}

export interface Configuration {
  readonly environment: EnvironmentName;
  /** Every setting with its value and where that came from. */
  readonly knobs: ResolvedKnobs;
  /** Absolute path of the folder of all state. */
  readonly dataFolder: string;
}

/**
 * Reads the configuration: the declared defaults, under the file of the environment, under the variables.
 *
 * @throws CONFIG_ENVIRONMENT_UNKNOWN, CONFIG_FILE_INVALID, KNOB_UNKNOWN, KNOB_INVALID
 */
export function readConfiguration({
  appKnobs = [],
  env = process.env,
  cwd = process.cwd(),
  configFolder = join(HOME, 'configs'),
  domains = DOMAINS,
}: ConfigurationOptions): Configuration {
  const environment = environmentName(env);
  const sets = [...knobSetsOf(domains), ...appKnobs];
  const names = sets.flatMap(leavesOf).map(({ name }) => name);
  const file = `${environment}.yaml`;
  const knobs = resolveKnobs(sets, [
    readConfigFile(join(configFolder, file), `configs/${file}`),
    ...environmentLayers(env, names, cwd),
  ]);
  return { environment, knobs, dataFolder: resolve(HOME, knobs.of(dataKnobs).dir) };
}
