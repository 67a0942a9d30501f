import type { Mode, Role } from '@accord/contract';
import { keyNames, type KeyedStep } from './cache-key.ts';
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
  /** By which the answers of a task can be invalidated. */
  tags(task: string): readonly string[];
}

/** A name covers what the plan would run: a change of the engines of a role, a prompt or a setting is another name. */
export function answerNames(
  engines: Readonly<Record<Role, readonly GuardedEngine[]>>,
  parameters: ServingParameters,
): AnswerNames {
  const byTask = new WeakMap<AnyTask, Map<string, { readonly basis: string; readonly name: Namer }>>();
  const tags = new Map<string, readonly string[]>();

  const stepsOf = (task: AnyTask, asked: Mode, used: Mode): KeyedStep[] =>
    task.plans[asked].map((role): KeyedStep => {
      const step = task.steps.find((candidate) => candidate.role === role);
      const promptVersion = step?.version ?? '';
      const first = engines[role][0];
      const byEngine = first !== undefined && first.rules === undefined && task.plans[used].includes(role);
      if (byEngine) {
        const { sampling } = parametersFor(role, used, parameters);
        return { role, engine: first.key, promptVersion, sampling };
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

  return {
    of: ({ task, input, modeAsked }, { mode }) => namer(task, modeAsked, mode)(input),
    similar({ task, input, modeAsked }) {
      const from = MODES_DOWNWARD.indexOf(modeAsked);
      const modes = [...MODES_DOWNWARD.slice(from), ...MODES_DOWNWARD.slice(0, from).reverse()];
      return modes.map((mode) => namer(task, mode, mode)(input));
    },
    tags(task) {
      let known = tags.get(task);
      if (known === undefined) tags.set(task, (known = [`task:${task}`]));
      return known;
    },
  };
}

type Namer = (input: unknown) => string;
