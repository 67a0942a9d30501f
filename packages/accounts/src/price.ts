import { type PicoUsd, picoUsd } from '@accord/kernel';

/** Tokens of one call, as its upstream counts them. */
export interface Tokens {
  /** All of the prompt, the part that the upstream had cached included. */
  readonly input: number;
  /** The part of `input` that the upstream had cached. */
  readonly cachedInput: number;
  readonly output: number;
}

/** What a model costs, for a token of each kind. */
export interface Price {
  readonly input: PicoUsd;
  readonly cachedInput: PicoUsd;
  readonly output: PicoUsd;
}

/**
 * What a call cost, to the last token.
 *
 * @throws RangeError above 9,007 dollars, and for counts that are no counts
 */
export function costOf(price: Price, { input, cachedInput, output }: Tokens): PicoUsd {
  const fresh = Math.max(0, input - cachedInput);
  return picoUsd(fresh * price.input + cachedInput * price.cachedInput + output * price.output);
}
