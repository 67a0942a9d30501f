import type { Engine, Usage } from '@accord/engine';
import { type NanoUsd, nanoUsd } from '@accord/kernel';

/** Whether a call would be let through now. */
export type Admission =
  | { readonly state: 'admitted' }
  | { readonly state: 'refused'; readonly detail: string; readonly retryInMs: number };

/** Trillionths of a US dollar for one token: a price of $0.15 for a million tokens is 150,000. */
export interface TokenPrice {
  readonly inputPicoUsd: number;
  readonly outputPicoUsd: number;
}

/** An engine as the pipeline calls it: behind its breaker and its limits, with what it costs. */
export interface GuardedEngine {
  /** Engine and model, such as `openai/Qwen2.5-7B-Instruct`; breakers, metrics and prices go by it. */
  readonly key: string;
  readonly engine: Engine;
  readonly price: TokenPrice;
  /** True for the embedded rules: they take no tokens, so nothing is sampled and nothing is halved. */
  readonly rules: boolean;
  /** Looks without taking a place. */
  admission(): Admission;
  /**
   * Runs the work when it is let through, and learns from how it ended.
   *
   * @throws ENGINE_REFUSED when it is not let through after all; whatever the work throws
   */
  call<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Rounded up to a billionth of a dollar, so that a bill is never understated. */
export function costOf({ inputTokens, outputTokens }: Usage, price: TokenPrice): NanoUsd {
  return nanoUsd(Math.ceil((inputTokens * price.inputPicoUsd + outputTokens * price.outputPicoUsd) / 1000));
}
