import { fileURLToPath } from 'node:url';
import { readCheckpoint } from '@accord/optimize';
import { z } from 'zod';
import { OBSERVATION_SIZE } from './session.ts';
import { MOVE_COUNT } from './moves.ts';

/** Raised with every change of what is observed or of the moves: an older policy then means nothing. */
export const POLICY_VERSION = 2;

const storedPolicySchema = z.strictObject({
  version: z.literal(POLICY_VERSION),
  inputs: z.literal(OBSERVATION_SIZE),
  hidden: z.int().min(1).max(1024),
  outputs: z.literal(MOVE_COUNT),
  /** fp32 in base64. */
  parameters: z.string(),
  trained: z.strictObject({ seed: z.int(), briefs: z.int(), steps: z.int() }),
});
export type StoredPolicy = z.infer<typeof storedPolicySchema>;

/** Where the policy lies that ships with the product. */
const POLICY_FILE = fileURLToPath(new URL('../../../data/policy/formula.policy', import.meta.url));

/** @throws AccordError PPO_CHECKPOINT_INVALID when the file is missing or damaged; a ZodError for another version */
export const readPolicy = (path = POLICY_FILE): StoredPolicy =>
  storedPolicySchema.parse(readCheckpoint(path));
