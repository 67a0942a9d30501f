import { AccordError } from '@accord/kernel';
import type { Engine, EngineFinding, Generation } from '../engine.ts';
import { engineErrors } from '../errors.ts';

/** What a task declares for a step, so that it can be answered without a model. */
export interface RuleSet {
  readonly version: string;
  run(facts: unknown): { readonly output: unknown; readonly findings?: readonly EngineFinding[] };
}

export interface RulesEngineOptions {
  /** Rules by purpose, such as `fragrance.brief/interpreter`. */
  readonly rules: ReadonlyMap<string, RuleSet>;
}

const CAPABILITIES = new Set(['generate'] as const);

/** Rules answer at once: there is nothing to wait for. */
export interface RulesEngine extends Engine {
  /** @throws ENGINE_UNSUPPORTED for a purpose without rules, and whatever the rules throw */
  answer(purpose: string, facts: unknown): Generation;
}

/** Runs the rules that tasks declare. Deterministic, in process, without weights. */
export function rulesEngine({ rules }: RulesEngineOptions): RulesEngine {
  const unsupported = (what: string): AccordError =>
    new AccordError(engineErrors.ENGINE_UNSUPPORTED, { detail: `The rule engine cannot ${what}` });

  const answer = (purpose: string, facts: unknown): Generation => {
    const ruleSet = rules.get(purpose);
    if (ruleSet === undefined) throw unsupported(`answer ${purpose}: the task declares no rules for it`);
    const { output, findings } = ruleSet.run(facts);
    const model = ruleSet.version;
    // Spelled out twice: on this path a spread would cost more than a small rule set.
    if (findings === undefined) return { output, model, finishReason: 'stop', typed: true };
    return { output, findings, model, finishReason: 'stop', typed: true };
  };

  return {
    name: 'rules',
    capabilities: CAPABILITIES,
    remote: false,
    answer,
    generate: async ({ purpose, facts }) => answer(purpose, facts),
    // oxlint-disable-next-line require-yield -- refuses before the first chunk
    async *stream() {
      throw unsupported('stream');
    },
    async embed() {
      throw unsupported('embed');
    },
    async transcribe() {
      throw unsupported('transcribe');
    },
    forward() {
      throw unsupported('take requests of the protocol of OpenAI');
    },
    async health() {
      return { state: 'up', detail: `${rules.size} rule sets` };
    },
    async close() {},
  };
}
