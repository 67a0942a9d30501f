import type { Finding, Mode, Role } from '@accord/contract';
import type { Message } from '@accord/engine';
import type { RuleSet } from '@accord/engine/drivers/rules';
import type { z } from 'zod';

/** What a step of a task works from: the input, the mode in use, and what earlier roles have found. */
export interface StepFacts<Input, Draft> {
  readonly input: Input;
  readonly mode: Mode;
  readonly draft: Draft;
}

/** One role's part in a task: how a model is asked, how rules answer, and what becomes of the answer. */
export interface TaskStep<Input, Draft, Answer = unknown> {
  readonly role: Role;
  /** Version of the prompt and of the rules; a change of either changes it. */
  readonly version: string;
  /** Shape of the answer. A model's answer is checked against it; the type of the rules is. */
  readonly answer: z.ZodType<Answer>;
  readonly prompt: (facts: StepFacts<Input, Draft>) => readonly Message[];
  /** Answers without a model; undefined where nothing but a model can. */
  readonly rules:
    | ((facts: StepFacts<Input, Draft>) => {
        readonly output: Answer;
        readonly findings?: readonly Finding[];
      })
    | undefined;
  /** Takes a checked answer into the draft. */
  readonly take: (facts: StepFacts<Input, Draft>, answer: Answer) => Draft;
}

/** When two questions are alike, and their answers the same. */
export interface Similarity<Input, Output> {
  /** The words of the question. */
  readonly text: (input: Input) => string;
  /** What else of the input must be the same, as JSON can say it. */
  readonly exact: (input: Input) => unknown;
  /** Whether one answer could have been given in place of the other. */
  readonly same: (one: Output, other: Output) => boolean;
  /** Leaves out what points into the text of the question that the answer was made for. */
  readonly transfer: (output: Output) => Output;
}

/**
 * A task is declared once, by a domain, and served in every mode. `Draft` is the domain's own working state;
 * only the output leaves.
 */
export interface Task<Input, Output, Draft = unknown> {
  /** Dotted and stable, such as `fragrance.brief`. */
  readonly name: string;
  readonly output: z.ZodType<Output>;
  /**
   * What an answer depends on besides the input, in a short text: data, an index, settings. A change of it makes
   * every kept answer another question's.
   */
  readonly basis: () => string;
  /** Set where the answer to a similar question may be given. */
  readonly similarity?: Similarity<Input, Output>;
  readonly plans: Readonly<Record<Mode, readonly Role[]>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each step has an answer type of its own; `taskStep` checks it
  readonly steps: readonly TaskStep<Input, Draft, any>[];
  readonly begin: (input: Input) => Draft;
  readonly finish: (draft: Draft, input: Input) => Output;
}

/** Checks one step's types against each other; the list in a task no longer can. */
export function taskStep<Input, Draft, Answer>(
  step: TaskStep<Input, Draft, Answer>,
): TaskStep<Input, Draft, Answer> {
  return step;
}

/** Name under which the rules of a step are known to the rules engine. */
export const purposeOf = (taskName: string, role: Role): string => `${taskName}/${role}`;

/** The rules a task declares, for the rules engine. */
export function ruleSetsOf<Input, Output, Draft>(task: Task<Input, Output, Draft>): Map<string, RuleSet> {
  return new Map(
    task.steps.flatMap(({ role, version, rules }): [string, RuleSet][] => {
      if (rules === undefined) return [];
      const run = (facts: unknown) => rules(facts as StepFacts<Input, Draft>);
      return [[purposeOf(task.name, role), { version: `${purposeOf(task.name, role)}@${version}`, run }]];
    }),
  );
}
