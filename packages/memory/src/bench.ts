export {
  type CodecBenchOptions,
  type CodecCorpus,
  type CodecMeasure,
  measureCodec,
} from './bench/codec-bench.ts';
export { measureRivals, type RivalMeasure } from './bench/rivals.ts';
export { installedCorpora, linesOf } from './bench/corpora.ts';
export { measureSemantic, type SemanticMeasure } from './bench/semantic-bench.ts';
