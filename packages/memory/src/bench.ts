export {
  type CodecBenchOptions,
  type CodecCorpus,
  type CodecMeasure,
  measureCodec,
  sizeClasses,
} from './bench/codec-bench.ts';
