import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openAccord } from '@accord/host';
import { localCaller } from '@accord/runtime';
import { serverKnobs } from '@accord/server/declarations';
import { briefFrom } from '../../domains/fragrance/dist/brief/interpretation.js';
import { createInterpreter } from '../../domains/fragrance/dist/brief/interpreter.js';
import { createValidator } from '../../domains/fragrance/dist/brief/validate.js';
import { keywordBaseline } from '../../domains/fragrance/dist/eval/keyword-baseline.js';
import { briefKnobs } from '../../domains/fragrance/dist/knobs.js';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { wishesOf } from './wishes.mjs';

const LENGTH = 300;
const TEXTS = 600;
const WARM_ROUNDS = 15;
const ROUNDS = 10;

/** The time of one brief by rules, beside the plain keyword reader, and through the whole task pipeline. */
export async function rulesInProcess() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const accord = await openAccord({
    env: {
      APP_ENV: 'production',
      ACCORD_DATA_DIR: folder,
      ACCORD_CACHE_ENABLED: 'false',
      ACCORD_LOG_LEVEL: 'silent',
    },
    appKnobs: [serverKnobs],
  });
  try {
    const texts = wishesOf(LENGTH, TEXTS);
    const interpreter = createInterpreter(accord.configuration.knobs.of(briefKnobs));
    const validator = createValidator();
    const byRules = (text) => validator(briefFrom(text, interpreter(text).output));
    const route = accord.routes.find(({ path }) => path === '/api/briefs');
    const throughPipeline = (text) => accord.calls.call(route, { text }, localCaller);
    const rules = await timed(texts, byRules);
    const pipeline = await timed(texts, throughPipeline);
    const keywords = await timed(texts, keywordBaseline);
    const baseline = {
      name: 'plain keyword reader',
      value: rounded(quantile(keywords.medians, 0.95)),
      unit: 'ms',
    };
    const shared = `${TEXTS} different texts of ${LENGTH} characters joined from the labelled wishes`;
    return [
      figure({
        id: 'rules_p95',
        value: rounded(quantile(rules.medians, 0.95)),
        unit: 'ms',
        target: '< 0.2',
        baseline,
        how:
          `95th percentile over ${shared}, each text by the median of its ${ROUNDS} readings: interpreter, evidence and ` +
          `validator, without schema check and record. Over all single readings the 95th percentile is ` +
          `${rounded(quantile(rules.samples, 0.95))} ms. The baseline looks for the same lexicon as substrings.`,
      }),
      figure({
        id: 'pipeline_p95',
        value: rounded(quantile(pipeline.medians, 0.95)),
        unit: 'ms',
        how:
          'The same texts in balanced mode through the whole task pipeline, decision record made; SQLite is written ' +
          `to by a thread beside it. Over all single readings ${rounded(quantile(pipeline.samples, 0.95))} ms.`,
      }),
    ];
  } finally {
    await accord.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Milliseconds of each call after the warm-up, every text in turn, and the median of each text. Timers run between
 * the calls, not in them.
 */
async function timed(texts, work) {
  const byText = texts.map(() => []);
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const [index, text] of texts.entries()) {
      const startedAt = performance.now();
      await work(text);
      const took = performance.now() - startedAt;
      if (round >= WARM_ROUNDS) byText[index].push(took);
      await nextTurn();
    }
  }
  return { samples: byText.flat(), medians: byText.map((samples) => quantile(samples, 0.5)) };
}
