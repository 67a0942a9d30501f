export type {
  Capability,
  Embeddings,
  EmbedRequest,
  Engine,
  EngineFinding,
  EngineHealth,
  FinishReason,
  GenerateRequest,
  Generation,
  GenerationChunk,
  Message,
  NamedSchema,
  Sampling,
  TranscribeRequest,
  Transcription,
  Usage,
} from './engine.ts';
export { engineErrors } from './errors.ts';
export {
  engineKnobs,
  type LlamaCppKnobs,
  llamaCppKnobs,
  QUANTISATIONS,
  type Quantisation,
} from './knobs.ts';
