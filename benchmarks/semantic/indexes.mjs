import { hashedEngine } from '@accord/engine/drivers/hashed';
import { systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { createVectorIndex, vectorCodecs, vectorKnobs } from '@accord/vectors';
import { exactSearch, MetricKind } from 'usearch';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { questionsOf } from './questions.mjs';

const ENTRIES = 100_000;
const QUERIES = 200;
const NEIGHBOURS = 10;
const ROUNDS = 5;
/** Similarities in single precision that are this near are the same. */
const SAME = 1e-6;
const LEAST_EXACT = 0.999;
const LEAST_HNSW = 0.99;

const WHAT = `${ENTRIES} embedded questions, half English and half Korean, put together from parts so that they lie in clusters; ${QUERIES} others looked up, the ${NEIGHBOURS} nearest each, ${ROUNDS} rounds`;

/** Both ways of searching, over the same vectors and the same queries. */
export async function indexes(say) {
  const questions = questionsOf(ENTRIES + QUERIES, 1);
  const { vectors } = await hashedEngine().embed({
    texts: questions,
    signal: () => AbortSignal.timeout(600_000),
  });
  const entries = vectors.slice(0, ENTRIES);
  const queries = vectors.slice(ENTRIES);
  say('the truth, by a plain loop');
  const plain = plainLoop(entries, queries);
  const asked = { entries, queries, least: plain.least };
  const usearch = usearchExact(entries, queries);

  say('the exact index');
  const exact = filled(entries, { exact_entries: ENTRIES });
  const scanned = searched(exact, asked);
  exact.close();
  say('building the graph');
  const graph = filled(entries, { exact_entries: 0, hnsw_build_share: 1 });
  const startedAt = performance.now();
  await settledOf(graph);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const walked = searched(graph, asked);
  graph.close();

  return [
    figure({
      id: 'exact_p95',
      value: rounded(scanned.p95),
      unit: 'ms',
      target: '< 5',
      baseline: { name: 'usearch, exact', value: rounded(usearch), unit: 'ms' },
      how: `Time of one search that compares with all of ${WHAT}. Median ${rounded(scanned.p50)} ms. A plain loop over Float32Array takes ${rounded(plain.p95)} ms at p95.`,
    }),
    figure({
      id: 'exact_recall',
      value: rounded(scanned.recall),
      unit: '1',
      target: `>= ${LEAST_EXACT}`,
      how: 'Share of the ten nearest, by the plain loop in double precision, that the same searches found.',
    }),
    figure({
      id: 'hnsw_p95',
      value: rounded(walked.p95),
      unit: 'ms',
      target: '< 0.5',
      baseline: { name: 'exact', value: rounded(scanned.p95), unit: 'ms' },
      how: `Time of one search by the graph over the same vectors. Median ${rounded(walked.p50)} ms. The graph was built in ${seconds} s.`,
    }),
    figure({
      id: 'hnsw_recall',
      value: rounded(walked.recall),
      unit: '1',
      target: `>= ${LEAST_HNSW}`,
      how: 'As exact_recall, for the searches by the graph.',
    }),
    storedAs('fp16', asked),
    storedAs('int8', asked),
  ];
}

/** What is lost by keeping vectors on disk in fewer bits. */
function storedAs(format, { entries, queries, least }) {
  const codec = vectorCodecs[format];
  const index = filled(
    entries.map((vector) => codec.decode(codec.encode(vector))),
    { exact_entries: ENTRIES },
  );
  const { recall } = searched(index, { entries, queries, least });
  index.close();
  return figure({
    id: `stored_${format}_recall`,
    value: rounded(recall),
    unit: '1',
    how: `As exact_recall, of vectors that were written down as ${format} and read again.`,
  });
}

const failed = (error) => {
  throw error;
};

function knobsOf(values) {
  const named = Object.entries({ max_entries: ENTRIES, ...values }).map(([name, value]) => [
    `vectors.${name}`,
    String(value),
  ]);
  return resolveKnobs([vectorKnobs], [{ origin: 'benchmark', values: new Map(named) }]).of(vectorKnobs);
}

function filled(entries, values) {
  const index = createVectorIndex({
    dimensions: entries[0].length,
    knobs: knobsOf(values),
    clock: systemClock,
    whenFull: 'refuse',
    onGraphFailure: failed,
  });
  for (const [at, vector] of entries.entries()) index.add({ namespace: 'benchmark', id: `${at}`, vector });
  return index;
}

/** Waiting alone does not keep a process alive; a timer does. */
async function settledOf(index) {
  const timer = setInterval(() => {}, 1000);
  await index.settled();
  clearInterval(timer);
}

function searched(index, { entries, queries, least }) {
  const times = [];
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, vector] of queries.entries()) {
      const startedAt = performance.now();
      const matches = index.search({ namespace: 'benchmark', vector, limit: NEIGHBOURS });
      times.push(performance.now() - startedAt);
      // What is as near as the tenth is as good as it, by the vectors as they came.
      found += matches.filter(({ id }) => dot(vector, entries[Number(id)]) >= least[at] - SAME).length;
    }
  }
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    recall: found / (ROUNDS * queries.length * NEIGHBOURS),
  };
}

/** The truth, and how long a loop without any art takes for it. `least` is the similarity of the tenth. */
function plainLoop(entries, queries) {
  const times = [];
  const least = queries.map((query) => {
    const startedAt = performance.now();
    const nearest = new Float64Array(NEIGHBOURS).fill(-2);
    for (const entry of entries) {
      const similarity = dot(query, entry);
      if (similarity <= nearest[0]) continue;
      let at = 0;
      for (; at + 1 < NEIGHBOURS && nearest[at + 1] < similarity; at++) nearest[at] = nearest[at + 1];
      nearest[at] = similarity;
    }
    times.push(performance.now() - startedAt);
    return nearest[0];
  });
  return { least, p95: quantile(times, 0.95) };
}

function dot(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at] * other[at];
  return sum;
}

/** The same search by the rival, on one thread, in milliseconds at p95. */
function usearchExact(entries, queries) {
  const dimensions = entries[0].length;
  const flat = new Float32Array(ENTRIES * dimensions);
  for (const [at, vector] of entries.entries()) flat.set(vector, at * dimensions);
  const times = queries.map((query) => {
    const startedAt = performance.now();
    exactSearch(flat, query, dimensions, NEIGHBOURS, MetricKind.IP, 1);
    return performance.now() - startedAt;
  });
  return quantile(times, 0.95);
}
