import { costOf as picoCostOf, type Price, type Tokens } from '@accord/accounts';
import type { Usage } from '@accord/engine';
import { type NanoUsd, nanoUsd } from '@accord/kernel';

/** What an engine counted, as the books count it. */
export const tokensOf = ({ inputTokens, cachedInputTokens = 0, outputTokens }: Usage): Tokens => ({
  input: inputTokens,
  cachedInput: Math.min(inputTokens, cachedInputTokens),
  output: outputTokens,
});

/** Rounded up to a billionth of a dollar, so that a bill is never understated. */
export const costOf = (usage: Usage, price: Price): NanoUsd =>
  nanoUsd(Math.ceil(picoCostOf(price, tokensOf(usage)) / 1000));
