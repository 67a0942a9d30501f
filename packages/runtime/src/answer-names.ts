import type { Mode, Role } from '@accord/contract';
import { keyNames, type KeyedStep } from './cache-key.ts';
import { modelTag, promptTag, taskTag } from './answer-tags.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import type { ServingParameters } from './knobs.ts';
import { MODES_DOWNWARD } from './planner.ts';
import type { TaskRequest } from './request.ts';
import { parametersFor } from './sampling.ts';
import { purposeOf, type Task } from './task.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- names are asked for tasks of every type
type AnyTask = Task<any, any, any>;
type Named = Pick<TaskRequest<unknown, unknown, unknown>, 'input' | 'modeAsked'> & { readonly task: AnyTask };

/** Under which names the answers of tasks are kept. */
export interface AnswerNames {
  /** Of the answer that a plan would compute. */
  of(request: Named, plan: { readonly mode: Mode }): string;
  /** Of every answer to the same question, from what was asked for downward, then upward. */
  similar(request: Named): readonly string[];
  /** By which the answer that a plan would compute can be invalidated: its task, its models, their prompts. */
  tags(request: Omit<Named, 'input'>, plan: { readonly mode: Mode }): readonly string[];
}

/** A name covers what the plan would run: a change of the engines of a role, a prompt or a setting is another name. */
export function answerNames(
  engines: Readonly<Record<Role, readonly GuardedEngine[]>>,
  parameters: ServingParameters,
): AnswerNames {
  const byTask = new WeakMap<AnyTask, Map<string, { readonly basis: string; readonly name: Namer }>>();
  const tagsByTask = new WeakMap<AnyTask, Map<string, readonly string[]>>();

  const modelOf = (task: AnyTask, role: Role, used: Mode): GuardedEngine | undefined => {
    const first = engines[role][0];
    return first !== undefined && first.rules === undefined && task.plans[used].includes(role)
      ? first
      : undefined;
  };

  const stepsOf = (task: AnyTask, asked: Mode, used: Mode): KeyedStep[] =>
    task.plans[asked].map((role): KeyedStep => {
      const step = task.steps.find((candidate) => candidate.role === role);
      const promptVersion = step?.version ?? '';
      const model = modelOf(task, role, used);
      if (model !== undefined) {
        const { sampling } = parametersFor(role, used, parameters);
        return { role, engine: model.key, promptVersion, sampling };
      }
      return { role, engine: `rules/${purposeOf(task.name, role)}`, promptVersion, sampling: undefined };
    });

  const namer = (task: AnyTask, asked: Mode, used: Mode): Namer => {
    let namers = byTask.get(task);
    if (namers === undefined) byTask.set(task, (namers = new Map()));
    const plan = `${asked} ${used}`;
    const basis = task.basis();
    const known = namers.get(plan);
    if (known?.basis === basis) return known.name;
    const name = keyNames({ task: task.name, basis, mode: used, steps: stepsOf(task, asked, used) });
    namers.set(plan, { basis, name });
    return name;
  };

  const tagsOf = (task: AnyTask, asked: Mode, used: Mode): readonly string[] => {
    const byModels = task.plans[asked].flatMap((role) => {
      const model = modelOf(task, role, used);
      return model === undefined ? [] : [modelTag(model.key), promptTag(task.name, role)];
    });
    return [...new Set([taskTag(task.name), ...byModels])];
  };

  return {
    of: ({ task, input, modeAsked }, { mode }) => namer(task, modeAsked, mode)(input),
    similar({ task, input, modeAsked }) {
      const from = MODES_DOWNWARD.indexOf(modeAsked);
      const modes = [...MODES_DOWNWARD.slice(from), ...MODES_DOWNWARD.slice(0, from).reverse()];
      return modes.map((mode) => namer(task, mode, mode)(input));
    },
    tags({ task, modeAsked }, { mode }) {
      let known = tagsByTask.get(task);
      if (known === undefined) tagsByTask.set(task, (known = new Map()));
      const plan = `${modeAsked} ${mode}`;
      let tags = known.get(plan);
      if (tags === undefined) known.set(plan, (tags = tagsOf(task, modeAsked, mode)));
      return tags;
    },
  };
}

type Namer = (input: unknown) => string;
