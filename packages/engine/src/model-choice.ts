/**
 * Which model, and how finely kept, for what is needed. A decision tree over three questions, asked in order: is speed
 * critical, is accuracy critical, is memory scarce? The first that is answered yes decides.
 */

/** What the choice depends on. */
export interface ModelNeeds {
  /** An answer is needed within so many milliseconds; absent when that does not matter. */
  readonly withinMs?: number | undefined;
  /** Questions are complex, so that the best answer matters more than memory. */
  readonly accuracyCritical: boolean;
  /** Memory that the model may take, in GB. */
  readonly memoryGb: number;
}

export type ChoosableModel = 'GPT4All-J' | 'Llama 2-7B' | 'Llama 2-13B' | 'Mistral-7B' | 'Orca 2-7B';

export interface ModelTraits {
  readonly speed: 'medium' | 'fast' | 'fastest';
  readonly accuracy: 'good' | 'better' | 'excellent';
  /** As the model is usually run, in GB. */
  readonly memoryGb: number;
  readonly gpu: 'optional' | 'recommended' | 'required';
  readonly use: string;
  /** Weights, in thousand millions. */
  readonly parameters: number;
}

/** What the models are like, from the tuning guide of the vault assistant. */
export const MODEL_TRAITS: Readonly<Record<ChoosableModel, ModelTraits>> = {
  'GPT4All-J': {
    speed: 'fast',
    accuracy: 'good',
    memoryGb: 4,
    gpu: 'optional',
    use: 'default, all-purpose',
    parameters: 6,
  },
  'Llama 2-7B': {
    speed: 'fast',
    accuracy: 'better',
    memoryGb: 8,
    gpu: 'recommended',
    use: 'accuracy over speed',
    parameters: 7,
  },
  'Llama 2-13B': {
    speed: 'medium',
    accuracy: 'excellent',
    memoryGb: 16,
    gpu: 'required',
    use: 'best accuracy',
    parameters: 13,
  },
  'Mistral-7B': {
    speed: 'fastest',
    accuracy: 'good',
    memoryGb: 4,
    gpu: 'optional',
    use: 'speed priority',
    parameters: 7,
  },
  'Orca 2-7B': {
    speed: 'fast',
    accuracy: 'better',
    memoryGb: 8,
    gpu: 'optional',
    use: 'reasoning tasks',
    parameters: 7,
  },
};

export type WeightPrecision = 'F32' | 'F16' | 'Q8' | 'Q6' | 'Q5' | 'Q4';

export interface PrecisionTraits {
  /** Share of the size in F32. */
  readonly size: number;
  /** Times as fast as F32. */
  readonly speed: number;
  /** Accuracy that is lost, as the guide has it. */
  readonly accuracyLoss: string;
}

/** From the most to the least exact; from the same guide. */
export const PRECISION_TRAITS: Readonly<Record<WeightPrecision, PrecisionTraits>> = {
  F32: { size: 1, speed: 1, accuracyLoss: '0%' },
  F16: { size: 0.5, speed: 1.5, accuracyLoss: '<1%' },
  Q8: { size: 0.25, speed: 2, accuracyLoss: '<2%' },
  Q6: { size: 0.18, speed: 2.5, accuracyLoss: '1-2%' },
  Q5: { size: 0.16, speed: 3, accuracyLoss: '2-3%' },
  Q4: { size: 0.12, speed: 4, accuracyLoss: '3-5%' },
};

export interface ModelChoice {
  readonly model: ChoosableModel;
  readonly precision: WeightPrecision;
  /** Weights and working memory together, in GB. */
  readonly neededGb: number;
  /** False when even the smallest file of the model does not fit. */
  readonly fits: boolean;
  /** Each question that was answered, and what followed. */
  readonly reasons: readonly string[];
}

/** Below this an answer is needed at once, in milliseconds. */
const SPEED_CRITICAL_MS = 500;

/** Below this memory is scarce, in GB. */
const SCARCE_MEMORY_GB = 8;

/** Bytes of a weight in F32. */
const BYTES_OF_WEIGHT = 4;

/** Beside the weights: the process and the context of one answer, in GB. */
const WORKING_GB = 0.5;

export function chooseModel(needs: ModelNeeds): ModelChoice {
  const { model, preferred, reason } = modelFor(needs);
  const candidates = preferred.filter((precision) => neededGb(model, precision) <= needs.memoryGb);
  const precision = candidates[0] ?? 'Q4';
  return {
    model,
    precision,
    neededGb: neededGb(model, precision),
    fits: candidates.length > 0,
    reasons: [reason, precisionReason(preferred, candidates[0], needs)],
  };
}

interface Branch {
  readonly model: ChoosableModel;
  /** Precisions in the order in which they are tried. */
  readonly preferred: readonly [WeightPrecision, ...WeightPrecision[]];
  readonly reason: string;
}

function modelFor({ withinMs = Infinity, accuracyCritical, memoryGb }: ModelNeeds): Branch {
  if (withinMs < SPEED_CRITICAL_MS) {
    return {
      model: 'Mistral-7B',
      preferred: ['Q4'],
      reason: `Speed is critical: ${withinMs} ms is under ${SPEED_CRITICAL_MS} ms, and Mistral-7B is the fastest`,
    };
  }
  if (accuracyCritical) {
    return {
      model: 'Llama 2-13B',
      preferred: ['F16', 'Q8', 'Q6', 'Q5', 'Q4'],
      reason: 'Accuracy is critical, and Llama 2-13B is the most accurate',
    };
  }
  if (memoryGb < SCARCE_MEMORY_GB) {
    return {
      model: 'GPT4All-J',
      preferred: ['Q5', 'Q4'],
      reason: `Memory is scarce: ${memoryGb} GB is under ${SCARCE_MEMORY_GB} GB, and GPT4All-J is balanced at 4 GB`,
    };
  }
  return {
    model: 'GPT4All-J',
    preferred: ['Q5', 'Q4'],
    reason: 'Nothing is critical, and GPT4All-J is the best balance',
  };
}

function precisionReason(
  preferred: Branch['preferred'],
  chosen: WeightPrecision | undefined,
  { memoryGb }: ModelNeeds,
): string {
  if (chosen === undefined) return `Not even Q4 fits into ${memoryGb} GB`;
  const { speed, accuracyLoss } = PRECISION_TRAITS[chosen];
  const trait = `${speed} times as fast as F32, losing ${accuracyLoss} of accuracy`;
  const [first] = preferred;
  if (chosen === first) return `${chosen} is preferred here: ${trait}`;
  return `${first} does not fit into ${memoryGb} GB; ${chosen} is the most exact that does: ${trait}`;
}

function neededGb(model: ChoosableModel, precision: WeightPrecision): number {
  const weights = MODEL_TRAITS[model].parameters * BYTES_OF_WEIGHT * PRECISION_TRAITS[precision].size;
  return Math.round((weights + WORKING_GB) * 100) / 100;
}
