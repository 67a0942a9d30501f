import { type DesignAlgorithm } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { LABELLED_SETS, labelledSet, readLabels } from '../eval/labels.ts';
import { readBrief } from '../testing.ts';
import { designFormulas } from './design.ts';
import { readDesignLaboratory } from './laboratory.ts';
import { faultsOf } from './testing/faults.ts';

const laboratory = readDesignLaboratory();
const texts = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set))).map(({ text }) => text);
/** The policy is quick enough for all; of the searches every twentieth brief is asked. */
const SELDOM = 20;
const TIMEOUT_MS = 300_000;

describe('formulas for the labelled briefs', () => {
  it.each<[algorithm: DesignAlgorithm, every: number]>([
    ['ppo', 1],
    ['nsga2', SELDOM],
    ['ga', SELDOM],
  ])(
    'are lawful by %s, of every %d. brief',
    async (algorithm, every) => {
      const faults: string[] = [];
      let formulas = 0;
      let refused = 0;
      for (const text of texts.filter((_, at) => at % every === 0)) {
        const brief = readBrief(text);
        try {
          const design = await designFormulas({ brief, algorithm, preset: 'fast', most: 3 }, laboratory);
          formulas += design.formulas.length;
          faults.push(...faultsOf(brief, design, laboratory.catalogue).map((fault) => `${text}: ${fault}`));
        } catch (error) {
          if (!(error instanceof AccordError) || error.code !== 'FORMULA_WISHES_CONFLICT') throw error;
          refused += 1;
        }
      }
      expect(faults).toEqual([]);
      expect(formulas).toBeGreaterThanOrEqual(texts.length / every);
      expect(refused).toBeLessThan(texts.length / every / 10);
    },
    TIMEOUT_MS,
  );
});
