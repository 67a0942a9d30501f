import { resolve } from 'node:path';
import { AccordError } from '@accord/kernel';
import { type KnobLayer, knobErrors, nearestName } from '@accord/knobs';
import { hostErrors } from './errors.ts';

/** Variables of the environment, as `process.env` has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

const PREFIX = 'ACCORD_';

/** Variables with a name of their own, for the knob they set where that knob exists. */
const ALIASES: ReadonlyMap<string, string> = new Map([['PORT', 'server.port']]);

/** Knobs that hold a path: in the environment, a relative one starts where the command was given. */
const PATHS = /^(data\.dir|prices\.file|roles\.\w+\.gguf_\w+)$/;

/** @throws CONFIG_ENVIRONMENT_UNKNOWN */
export function environmentName(variables: EnvironmentVariables): EnvironmentName {
  const asked = variables['APP_ENV'] ?? 'development';
  const known = ENVIRONMENTS.find((name) => name === asked);
  if (known !== undefined) return known;
  throw new AccordError(hostErrors.CONFIG_ENVIRONMENT_UNKNOWN, {
    detail: `APP_ENV is ${JSON.stringify(asked)}; it must be one of ${ENVIRONMENTS.join(', ')}`,
  });
}

/** The variable that sets a knob: `log.level` is `ACCORD_LOG_LEVEL`. */
export const variableOf = (knobName: string): string => PREFIX + knobName.toUpperCase().replaceAll('.', '_');

/**
 * The settings that the environment makes, a layer for each variable, so that each value can say which it came
 * from. Aliases come last and win.
 *
 * @param knobNames every name that may be set
 * @throws KNOB_UNKNOWN for a variable that starts with ACCORD_ and sets nothing
 */
export function environmentLayers(
  variables: EnvironmentVariables,
  knobNames: readonly string[],
  workingFolder: string,
): KnobLayer[] {
  const byVariable = new Map(knobNames.map((name) => [variableOf(name), name]));
  const layerOf = (variable: string, knobName: string): KnobLayer => {
    const given = variables[variable] ?? '';
    const value = given !== '' && PATHS.test(knobName) ? resolve(workingFolder, given) : given;
    return { origin: `environment ${variable}`, values: new Map([[knobName, value]]) };
  };

  const prefixed = Object.keys(variables).filter(
    (variable) => variable.startsWith(PREFIX) && variables[variable] !== undefined,
  );
  const overrides = prefixed.map((variable) => {
    const knobName = byVariable.get(variable);
    if (knobName === undefined) throw unknownVariable(variable, [...byVariable.keys()]);
    return layerOf(variable, knobName);
  });
  const aliases = [...ALIASES]
    .filter(([variable, knobName]) => variables[variable] !== undefined && knobNames.includes(knobName))
    .map(([variable, knobName]) => layerOf(variable, knobName));
  return [...overrides, ...aliases];
}

function unknownVariable(variable: string, known: readonly string[]): AccordError {
  const nearest = nearestName(variable, known);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return new AccordError(knobErrors.KNOB_UNKNOWN, {
    detail: `${variable} (environment) sets nothing${hint}`,
    field: variable,
  });
}
