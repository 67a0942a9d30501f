import { HASHED_DIMENSIONS, hashedEngine } from '@accord/engine/drivers/hashed';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { questionsOf } from './questions.mjs';

const TEXTS = 5000;
const WARM_ROUNDS = 3;
const ROUNDS = 5;

/** The time of one embedding through the contract of engines, beside splitting the same text into its words. */
export async function embedding() {
  const engine = hashedEngine();
  const signal = () => AbortSignal.timeout(60_000);
  const texts = questionsOf(TEXTS, 2);
  const embedded = await timed(texts, async (text) => engine.embed({ texts: [text], signal }));
  const split = await timed(texts, async (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)));
  const lengths = texts.map(({ length }) => length);
  return [
    figure({
      id: 'embed_p50',
      value: rounded(quantile(embedded, 0.5)),
      unit: 'ms',
      target: '< 0.1',
      baseline: { name: 'set of words', value: rounded(quantile(split, 0.5)), unit: 'ms' },
      how:
        `Time of one text to its ${HASHED_DIMENSIONS} numbers, over ${TEXTS} questions in English and Korean of ` +
        `${Math.min(...lengths)} to ${Math.max(...lengths)} characters; ${rounded(quantile(embedded, 0.95))} ms at p95.`,
    }),
  ];
}

async function timed(texts, work) {
  const times = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const text of texts) {
      const startedAt = performance.now();
      await work(text);
      if (round >= WARM_ROUNDS) times.push(performance.now() - startedAt);
    }
  }
  return times;
}
