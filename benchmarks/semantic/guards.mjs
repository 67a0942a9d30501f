import { guard, readForGuards } from '../../packages/cache/dist/semantic/guards/guard.js';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { questionsOf } from './questions.mjs';

const PAIRS = 4000;
const WARM_ROUNDS = 3;
const ROUNDS = 5;

/** The time in which guards read a question and judge it beside one that was read before. */
export function guards() {
  const texts = questionsOf(PAIRS * 2, 3);
  // Every other question is judged beside itself, so that no guard ends the judgement early.
  const kept = texts.slice(PAIRS).map((other, at) => readForGuards(at % 2 === 0 ? texts[at] : other));
  const times = [];
  let refused = 0;
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const [at, other] of kept.entries()) {
      const startedAt = performance.now();
      const refusal = guard(readForGuards(texts[at]), other);
      const took = performance.now() - startedAt;
      if (round < WARM_ROUNDS) continue;
      times.push(took);
      if (refusal !== undefined) refused += 1;
    }
  }
  return [
    figure({
      id: 'guards_p50',
      value: rounded(quantile(times, 0.5)),
      unit: 'ms',
      target: '< 0.05',
      how:
        `Time of reading one question and of judging it beside one that was read before, over ${PAIRS} pairs, half of them ` +
        `of one question with itself; ${rounded(quantile(times, 0.95))} ms at p95. ${rounded((100 * refused) / times.length)} % were refused.`,
    }),
  ];
}
