export { promptTag, servingEvents } from './answer-tags.ts';
export { type EmbeddedText, embeddingKnobs } from './batched-embedding.ts';
export { type Booking, createBooking } from './booking.ts';
export { costOf } from './call-cost.ts';
export { type Caller, localCaller } from './caller.ts';
export { canonicalJson } from './canonical-json.ts';
export { type Cost, requestCost } from './cost.ts';
export type { DecisionStore } from './decision-store.ts';
export { parseBody } from './body.ts';
export type { BodyIssue, Domain, DomainRoute, OpenDomain, RouteContext } from './domain.ts';
export {
  type CallPermit,
  type CallTerms,
  type GuardedEngine,
  type GuardState,
  guardEngine,
  type GuardKnobs,
  unguarded,
} from './guarded-engine.ts';
export { runtimeErrors } from './errors.ts';
export { type JsonDocument, jsonFromText, jsonFromValue, jsonObject } from './json-document.ts';
export {
  costKnobs,
  creativeKnobs,
  decisionKnobs,
  downshiftKnobs,
  interpreterKnobs,
  limitKnobs,
  type ServingParameters,
  validatorKnobs,
} from './knobs.ts';
export { type ModeParameters, parametersFor } from './sampling.ts';
export { MODE_RECOMMENDATIONS } from './mode-choice.ts';
export { type RuntimeMetrics, runtimeMetrics } from './metrics.ts';
export type { Recollection } from './recollection.ts';
export type { DecisionId } from './request.ts';
export { createRuntime, type Runtime, type SpendMeter, type TaskReply } from './runtime.ts';
export { ruleSetsOf, type Similarity, type StepFacts, type Task, type TaskStep, taskStep } from './task.ts';
export { noteOnWire } from './similar-questions.ts';
export { proposeMaxTokens, type TokenProposal } from './token-rule.ts';
