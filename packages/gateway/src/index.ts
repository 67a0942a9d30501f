export type { Endpoint } from './client-request.ts';
export { gatewayErrors } from './errors.ts';
export { createGateway, type Gateway, type GatewayCall, type GatewayOptions } from './gateway.ts';
export { gatewayKnobs } from './knobs.ts';
export { gatewayMetrics } from './metrics.ts';
export { type Continuation, createModels, type ModelTraits } from './models.ts';
export type { ReplySink } from './stream-call.ts';
export type { WholeReply } from './whole-call.ts';
