import { evenTables, tablesOf } from './model-building.ts';
import { countSteps, emptyCounts } from './model-counts.ts';
import type { PlacedSample } from './cover.ts';
import type { ModelTables } from './model-layout.ts';
import { createModel, MAX_MODEL_BYTES } from './model.ts';

/** Times that the samples are parsed: each time by the prices of the time before. */
const ROUNDS = 4;
const SEARCH = { depth: 24, enough: 64 };

/** Learns what is likely when samples are written with a dictionary, none of them by its own part of it. */
export function trainTables(dictionary: Uint8Array, samples: readonly PlacedSample[]): ModelTables {
  let tables = evenTables();
  for (let round = 0; round < ROUNDS; round++) {
    const model = createModel(dictionary, tables);
    const counts = emptyCounts();
    for (const sample of samples) {
      const content = sample.content.subarray(0, MAX_MODEL_BYTES);
      countSteps(counts, dictionary, content, model.stepsOf(content, sample, SEARCH));
    }
    tables = tablesOf(counts);
  }
  return tables;
}
