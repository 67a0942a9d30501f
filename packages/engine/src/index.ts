export type {
  Capability,
  Embeddings,
  EmbedRequest,
  Engine,
  EngineFinding,
  EngineHealth,
  FinishReason,
  Forwarding,
  ForwardReceiver,
  ForwardRequest,
  GenerateRequest,
  Generation,
  GenerationChunk,
  Message,
  NamedSchema,
  Refusal,
  Sampling,
  TranscribeRequest,
  Transcription,
  Usage,
} from './engine.ts';
export { chooseDevice, computeKnobs, type Gpu } from './device-choice.ts';
export { engineErrors } from './errors.ts';
export {
  engineKnobs,
  type LlamaCppKnobs,
  llamaCppKnobs,
  type Quantisation,
} from './knobs.ts';
export {
  type ChoosableModel,
  chooseModel,
  MODEL_TRAITS,
  type ModelChoice,
  type ModelNeeds,
  type ModelTraits,
  type WeightPrecision,
} from './model-choice.ts';
