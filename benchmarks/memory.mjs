import { measureCorpus, ratioFigures, timeFigures } from './memory/codec.mjs';
import { installedCorpora, linesOf } from './memory/corpora.mjs';
import { httpRecallFigure } from './memory/http-recall.mjs';
import { semanticFigures } from './memory/semantic.mjs';
import { storeFigures } from './memory/store.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = [
  'l2_ratio_json',
  'l2_ratio_prose',
  'l3_ratio_json',
  'l3_ratio_prose',
  'encode_p95',
  'encode_development_p95',
  'l2_decode_p95',
  'l3_read_p95',
  'store_batch',
  'store_batch_development',
  'record_overhead',
  'l1_recall_p95',
  'http_recall_p95',
  'semantic_bytes',
  'semantic_facts',
  'semantic_agreement',
  'semantic_agreement_anew',
];

const TARGETS = { json: { l2: '>= 1.3', l3: '>= 0.9' }, prose: { l2: '>= 1.15', l3: '>= 0.9' } };
const NO_TARGETS = { l2: null, l3: null };

/**
 * How small and how quick records are kept, beside what else could keep them. ACCORD_MEMORY_CORPUS names a file of lines that is
 * measured as well.
 */
export async function measure(say) {
  const corpora = { ...installedCorpora(), ...givenCorpus() };
  const measured = Object.entries(corpora).map(([name, corpus]) => {
    say(`frames and packs of ${name}`);
    return measureCorpus(name, corpus);
  });
  const ratios = measured.flatMap((one) => ratioFigures(one, TARGETS[one.name] ?? NO_TARGETS));
  const stored = await storeFigures(corpora, say);
  say('recalls over HTTP');
  const overHttp = await httpRecallFigure(corpora.prose.test, say);
  say('the semantic form of prose');
  return [
    ...ratios,
    ...timeFigures(measured),
    ...stored,
    overHttp,
    ...(await semanticFigures(corpora.prose)),
  ];
}

function givenCorpus() {
  const path = process.env.ACCORD_MEMORY_CORPUS;
  return path === undefined ? {} : { lines: linesOf(path) };
}
