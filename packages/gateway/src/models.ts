import { DEFAULT_MODE, type Mode, MODES, ROLES, type Role } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import {
  type GuardedEngine,
  type ModeParameters,
  parametersFor,
  type ServingParameters,
} from '@accord/runtime';
import { gatewayErrors } from './errors.ts';

/** How a model is told to go on with an answer that another began. */
export type Continuation = 'no' | 'assistant_message' | 'vllm';

/** What is known of a model server besides what the contract of engines says. */
export interface ModelTraits {
  /** Name of the model, as its server knows it. */
  readonly model: string;
  /** What the server calls `top_k` and the penalty of repetitions, where it takes them. */
  readonly sampling: { readonly topK: string; readonly repetitionPenalty: string } | undefined;
  readonly continues: Continuation;
  /** Whether the server has an endpoint of its own for /responses. */
  readonly responses: boolean;
}

export interface ConfiguredModel extends ModelTraits {
  readonly guarded: GuardedEngine;
}

/** A model that may be asked, and what it is asked with where the client says nothing. */
export interface Candidate {
  readonly model: ConfiguredModel;
  /** The mode whose parameters count; undefined where a model was asked for by its name. */
  readonly mode: Mode | undefined;
  readonly parameters: ModeParameters | undefined;
  /** The name of the model, as JSON. */
  readonly modelJson: string;
}

export interface Models {
  /**
   * Who can answer, in the order in which they are asked.
   *
   * @throws MODEL_NOT_CONFIGURED, MODEL_NOT_FOUND
   */
  candidatesFor(name: string): readonly Candidate[];
  /** Everything that can be asked for, with who stands behind it first. */
  readonly list: readonly { readonly name: string; readonly owner: string }[];
}

const MODE_PREFIX = 'accord/';

/** The role that each mode adds to the one below it: its engines are what a mode is asked for. */
const ROLE_OF_MODE: Readonly<Record<Mode, Role>> = {
  fast: 'interpreter',
  balanced: 'validator',
  creative: 'creative',
};

/** From the richest down. */
const DOWNWARD: readonly Mode[] = ['creative', 'balanced', 'fast'];

interface ModelsOptions {
  /** The engines of each role, in the order in which they are asked. Those that speak no protocol are left out. */
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  readonly traitsOf: (engine: GuardedEngine) => ModelTraits | undefined;
  readonly parameters: ServingParameters;
}

/** What can be asked for: the modes, and each configured model by its name. */
export function createModels({ engines, traitsOf, parameters }: ModelsOptions): Models {
  const configured = (role: Role): readonly ConfiguredModel[] =>
    engines[role].flatMap((guarded) => {
      const traits = traitsOf(guarded);
      return traits === undefined || !guarded.engine.capabilities.has('forward')
        ? []
        : [{ ...traits, guarded }];
    });
  const ofRole: Readonly<Record<Role, readonly ConfiguredModel[]>> = {
    interpreter: configured('interpreter'),
    validator: configured('validator'),
    creative: configured('creative'),
  };
  const candidates = new Map<string, readonly Candidate[]>();
  for (const mode of MODES) candidates.set(MODE_PREFIX + mode, ladderFrom(mode, ofRole, parameters));
  for (const model of distinct(ROLES.flatMap((role) => ofRole[role]))) {
    const named = candidateOf(model, undefined, parameters);
    candidates.set(model.model, [...(candidates.get(model.model) ?? []), named]);
  }
  const list = [...candidates].flatMap(([name, [first]]) =>
    first === undefined
      ? []
      : [{ name, owner: name.startsWith(MODE_PREFIX) ? 'accord' : first.model.guarded.engine.name }],
  );

  return {
    list,
    candidatesFor(name) {
      const found = candidates.get(name);
      if (found !== undefined && found.length > 0) return found;
      if (list.length === 0) throw new AccordError(gatewayErrors.MODEL_NOT_CONFIGURED);
      throw new AccordError(gatewayErrors.MODEL_NOT_FOUND, {
        detail: `The model ${JSON.stringify(name)} does not exist; ${MODE_PREFIX}${DEFAULT_MODE} does`,
        field: 'model',
      });
    },
  };
}

/** The models of a mode and, after them, those of the lesser modes. Each is asked once, in the richest mode it is in. */
function ladderFrom(
  asked: Mode,
  ofRole: Readonly<Record<Role, readonly ConfiguredModel[]>>,
  parameters: ServingParameters,
): readonly Candidate[] {
  const ladder: Candidate[] = [];
  const seen = new Set<GuardedEngine>();
  for (const mode of DOWNWARD.slice(DOWNWARD.indexOf(asked))) {
    for (const model of modelsOf(mode, ofRole)) {
      if (seen.has(model.guarded)) continue;
      seen.add(model.guarded);
      ladder.push(candidateOf(model, mode, parameters));
    }
  }
  return ladder;
}

/** A mode whose own role has no model is answered by those of the next one that has, with its own parameters. */
function modelsOf(
  mode: Mode,
  ofRole: Readonly<Record<Role, readonly ConfiguredModel[]>>,
): readonly ConfiguredModel[] {
  const order = [
    ...DOWNWARD.slice(DOWNWARD.indexOf(mode)),
    ...DOWNWARD.slice(0, DOWNWARD.indexOf(mode)).reverse(),
  ];
  for (const from of order) {
    const models = ofRole[ROLE_OF_MODE[from]];
    if (models.length > 0) return models;
  }
  return [];
}

const candidateOf = (
  model: ConfiguredModel,
  mode: Mode | undefined,
  parameters: ServingParameters,
): Candidate => ({
  model,
  mode,
  // The role that reads the input is the one whose parameters differ by mode.
  parameters: mode === undefined ? undefined : parametersFor('interpreter', mode, parameters),
  modelJson: JSON.stringify(model.model),
});

function distinct(models: readonly ConfiguredModel[]): readonly ConfiguredModel[] {
  return [...new Map(models.map((model) => [model.guarded, model])).values()];
}
