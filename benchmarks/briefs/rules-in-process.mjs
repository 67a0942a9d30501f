import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openAccord } from '@accord/host';
import { serverKnobs } from '@accord/server/declarations';
import { createInterpreter } from '../../domains/fragrance/dist/brief/interpreter.js';
import { keywordBaseline } from '../../domains/fragrance/dist/eval/keyword-baseline.js';
import { briefKnobs } from '../../domains/fragrance/dist/knobs.js';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { wishesOf } from './wishes.mjs';

const LENGTH = 300;
const TEXTS = 600;
const WARM_ROUNDS = 5;
const ROUNDS = 10;

/** The 95th percentile of the time of one brief through the task pipeline, beside the plain keyword reader. */
export async function rulesInProcess() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const accord = await openAccord({
    env: { APP_ENV: 'production', ACCORD_DATA_DIR: folder },
    appKnobs: [serverKnobs],
  });
  try {
    const texts = wishesOf(LENGTH, TEXTS);
    const route = accord.routes.find(({ path }) => path === '/api/briefs');
    const brief = (text) => route.handle({ text }, { runtime: accord.runtime });
    const rules = await timed(texts, brief);
    const interpreter = await timed(texts, createInterpreter(accord.configuration.knobs.of(briefKnobs)));
    const keywords = await timed(texts, keywordBaseline);
    const baseline = { name: 'plain keyword reader', value: rounded(quantile(keywords, 0.95)), unit: 'ms' };
    return [
      figure({
        id: 'rules_p95',
        value: rounded(quantile(rules, 0.95)),
        unit: 'ms',
        target: '< 0.2',
        baseline,
        how:
          `95th percentile of ${rules.length} briefs (median ${rounded(quantile(rules, 0.5))} ms, 99th percentile ` +
          `${rounded(quantile(rules, 0.99))} ms): ${TEXTS} different texts of ${LENGTH} characters joined from the ` +
          'labelled wishes, in balanced mode through the whole task pipeline, decision record made; SQLite writes ' +
          'the records in batches between the briefs. The baseline looks for the same lexicon as substrings.',
      }),
      figure({
        id: 'interpreter_p95',
        value: rounded(quantile(interpreter, 0.95)),
        unit: 'ms',
        baseline,
        how: 'The same texts read by the interpreter alone: no pipeline, no schema check, no record.',
      }),
    ];
  } finally {
    await accord.close();
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of each call after the warm-up, every text in turn. Timers run between the calls, not in them. */
async function timed(texts, work) {
  const samples = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const text of texts) {
      const startedAt = performance.now();
      await work(text);
      const took = performance.now() - startedAt;
      if (round >= WARM_ROUNDS) samples.push(took);
      await nextTurn();
    }
  }
  return samples;
}
