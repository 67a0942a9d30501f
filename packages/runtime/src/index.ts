export { type Cost, requestCost } from './cost.ts';
export type { DecisionStore } from './decision-store.ts';
export { parseBody } from './body.ts';
export type { BodyIssue, Domain, DomainRoute, OpenDomain, RouteContext } from './domain.ts';
export { runtimeErrors } from './errors.ts';
export {
  costKnobs,
  creativeKnobs,
  decisionKnobs,
  interpreterKnobs,
  type ServingParameters,
  validatorKnobs,
} from './knobs.ts';
export { MODE_RECOMMENDATIONS } from './mode-choice.ts';
export { type RuntimeMetrics, runtimeMetrics } from './metrics.ts';
export type { DecisionId } from './request.ts';
export { createRuntime, type Runtime, type TaskReply } from './runtime.ts';
export { ruleSetsOf, type StepFacts, type Task, type TaskStep, taskStep } from './task.ts';
export { proposeMaxTokens, type TokenProposal } from './token-rule.ts';
