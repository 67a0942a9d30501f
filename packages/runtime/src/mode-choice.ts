import type { Mode, UseCase } from '@accord/contract';

/** A use of the product, with the mode that serves it best and why. */
export interface ModeRecommendation {
  readonly useCase: UseCase;
  readonly mode: Mode;
  readonly reason: string;
}

/** The use cases of the operations guide (its table "Recommended Mode Selection") and of the tuning guide. */
export const MODE_RECOMMENDATIONS: readonly ModeRecommendation[] = [
  { useCase: 'autocomplete', mode: 'fast', reason: 'a person who types waits less than three seconds' },
  { useCase: 'mobile_app', mode: 'fast', reason: 'latency is what is felt first on a phone' },
  {
    useCase: 'chatbot',
    mode: 'fast',
    reason: 'a conversation is interactive, so each turn must come at once',
  },
  { useCase: 'batch_processing', mode: 'fast', reason: 'at high volume the cost of each request decides' },
  { useCase: 'development', mode: 'fast', reason: 'the shortest way to an answer, with one role to look at' },
  {
    useCase: 'web_application',
    mode: 'balanced',
    reason: 'answers are checked by a second role at moderate latency',
  },
  {
    useCase: 'ecommerce_recommendation',
    mode: 'balanced',
    reason: 'customers act on the answer: good quality at moderate latency',
  },
  {
    useCase: 'high_end_design',
    mode: 'creative',
    reason: 'quality comes first, and hints start the work; waiting is accepted',
  },
  {
    useCase: 'brand_storytelling',
    mode: 'creative',
    reason: 'poetic text has to be read for its images, not to the letter',
  },
  {
    useCase: 'premium_experience',
    mode: 'creative',
    reason: 'the person came for more than the plain answer',
  },
];

/** What a use of the product asks for, besides its name. */
export interface ModeNeeds {
  /** Most milliseconds that 95 of 100 answers may take. */
  readonly latencyMs?: number | undefined;
  /** Most US dollars that one answer may cost. */
  readonly costUsd?: number | undefined;
}

/** What a mode was measured to take; undefined where nothing was measured. */
export type ModeMeasures = Readonly<
  Record<Mode, { readonly p95Ms: number; readonly costUsd: number } | undefined>
>;

const CHEAPER: Readonly<Record<Mode, Mode | undefined>> = {
  creative: 'balanced',
  balanced: 'fast',
  fast: undefined,
};

/**
 * The mode for a use case, and a cheaper one where the measured latency or cost of the mode is beyond what is needed.
 * The reason names the numbers that decided. Pure.
 */
export function recommendMode(
  useCase: UseCase,
  needs: ModeNeeds = {},
  measured?: ModeMeasures,
): ModeRecommendation {
  const { mode: recommended, reason } = recommendationFor(useCase);
  const reasons: string[] = [reason];
  let mode: Mode = recommended;
  for (;;) {
    const excess = excessOf(mode, needs, measured);
    if (excess === undefined) break;
    const cheaper = CHEAPER[mode];
    if (cheaper === undefined) {
      reasons.push(`${excess}, and there is no cheaper mode`);
      break;
    }
    reasons.push(`${excess}, so ${cheaper}`);
    mode = cheaper;
  }
  return { useCase, mode, reason: reasons.join('; ') };
}

function recommendationFor(useCase: UseCase): ModeRecommendation {
  const found = MODE_RECOMMENDATIONS.find((one) => one.useCase === useCase);
  if (found === undefined) throw new TypeError(`no mode is recommended for ${useCase}`);
  return found;
}

/** In what a mode is beyond the needs; undefined when it meets them, or when nothing is known of it. */
function excessOf(
  mode: Mode,
  { latencyMs, costUsd }: ModeNeeds,
  measured?: ModeMeasures,
): string | undefined {
  const taken = measured?.[mode];
  if (taken === undefined) return undefined;
  if (latencyMs !== undefined && taken.p95Ms > latencyMs) {
    return `${mode} takes ${Math.round(taken.p95Ms)} ms at p95 where ${latencyMs} ms are allowed`;
  }
  if (costUsd !== undefined && taken.costUsd > costUsd) {
    return `${mode} costs $${taken.costUsd.toPrecision(2)} where $${costUsd} is allowed`;
  }
  return undefined;
}
