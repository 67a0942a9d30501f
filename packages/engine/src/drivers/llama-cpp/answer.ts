import type { Usage } from '../../engine.ts';
import type { GrammarState, LlamaModel, LlamaSequence, SamplingOptions, Token } from './package.ts';

/** How far back a token counts as repeated; what llama.cpp takes by itself. */
const PENALISED_TOKENS = 64;

/** A character is at most four bytes, each of which may be a token. */
const TOKENS_OF_A_CHARACTER = 4;

export interface AnswerOptions {
  readonly model: LlamaModel;
  readonly sequence: LlamaSequence;
  readonly prompt: readonly Token[];
  readonly promptBatch: number;
  readonly maxTokens: number;
  readonly sampling: Pick<SamplingOptions, 'temperature' | 'topK' | 'topP' | 'seed'>;
  readonly repetitionPenalty: number;
  readonly grammar: GrammarState | undefined;
  /** Called before each step of work; what it throws ends the answer. */
  readonly proceed: () => void;
}

export type AnswerPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'end'; readonly finishReason: 'stop' | 'length'; readonly usage: Usage };

/** Reads the prompt and yields the answer as it is made, in whole characters, then one `end`. */
export async function* answer(options: AnswerOptions): AsyncGenerator<AnswerPart, void> {
  const { model, prompt, maxTokens, proceed } = options;
  await readPrompt(options);
  const said: Token[] = [];
  let spoken = 0;
  const pending = (): string => {
    const from = Math.max(0, spoken - TOKENS_OF_A_CHARACTER);
    return model.detokenize(said.slice(spoken), false, said.slice(from, spoken));
  };
  for await (const token of options.sequence.evaluate(prompt.slice(-1), samplingOf(options, said))) {
    proceed();
    said.push(token);
    const text = pending();
    if (!text.endsWith('\ufffd') || said.length - spoken >= TOKENS_OF_A_CHARACTER) {
      spoken = said.length;
      if (text !== '') yield { type: 'text', text };
    }
    if (said.length >= maxTokens) break;
  }
  if (spoken < said.length) yield { type: 'text', text: pending() };
  yield {
    type: 'end',
    finishReason: said.length >= maxTokens ? 'length' : 'stop',
    usage: { inputTokens: prompt.length, outputTokens: said.length },
  };
}

/**
 * All of the prompt but its last token, a batch at a time, so that a call can be abandoned in between. What the
 * sequence has read before, such as the same instructions, is not read again.
 */
async function readPrompt({ sequence, prompt, promptBatch, proceed }: AnswerOptions): Promise<void> {
  const read = prompt.slice(0, -1);
  await sequence.adaptStateToTokens(read, false);
  for (let at = sequence.nextTokenIndex; at < read.length; at += promptBatch) {
    proceed();
    await sequence.evaluateWithoutGeneratingNewTokens(read.slice(at, at + promptBatch));
  }
  proceed();
}

function samplingOf(
  { sampling, repetitionPenalty, grammar }: AnswerOptions,
  said: readonly Token[],
): SamplingOptions {
  return {
    ...sampling,
    ...(repetitionPenalty !== 1 && {
      repeatPenalty: { penalty: repetitionPenalty, punishTokens: () => said.slice(-PENALISED_TOKENS) },
    }),
    ...(grammar !== undefined && { grammarEvaluationState: grammar }),
  };
}
