import { AccordError } from '@accord/kernel';
import {
  type CodecCorpus,
  type CodecMeasure,
  installedCorpora,
  linesOf,
  measureCodec,
  measureRivals,
  type RivalMeasure,
} from '@accord/memory/bench';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { modulesFolder } from '../modules-folder.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = { json: { type: 'boolean' } } as const;

export const BENCH_HELP = `Usage: accord memory bench [FILE]

Measures how small and how quick records are kept: the lines of FILE, or else what is installed here, manifests of packages as JSON and
sections of their READMEs as prose. A part is trained on, another is measured. Beside it, where the commands zstd and xz are installed,
what they would do.

  --json       print it as JSON`;

/** As npm run bench -- memory takes them. */
const LEVELS = { dictionaryBytes: 2 ** 20, productionLevel: 17, developmentLevel: 1, packLevel: 22 };
const LEAST_RECORDS = 20;

export async function bench(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [file, ...rest] = positionals;
  refuseWords(rest);
  const corpora = file === undefined ? installedCorpora(modulesFolder()) : { lines: corpusIn(file) };
  for (const [name, corpus] of Object.entries(corpora)) {
    const measured = measure(name, corpus);
    if (values.json) terminal.print(JSON.stringify(figuresOf(measured)));
    else for (const line of linesFor(measured, terminal.paint)) terminal.print(line);
  }
}

function corpusIn(file: string): CodecCorpus {
  let corpus: CodecCorpus;
  try {
    corpus = linesOf(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (corpus.train.length < LEAST_RECORDS || corpus.test.length < LEAST_RECORDS)
    throw new UsageError(`${file} has too few different lines to train on some and measure others`);
  return corpus;
}

interface Measured {
  readonly name: string;
  readonly corpus: CodecCorpus;
  readonly own: CodecMeasure;
  /** Undefined where their commands are not installed. */
  readonly rivals: RivalMeasure | undefined;
}

function measure(name: string, corpus: CodecCorpus): Measured {
  const own = measureCodec(corpus, { ...LEVELS, now: () => performance.now() });
  try {
    return { name, corpus, own, rivals: measureRivals(corpus) };
  } catch (error) {
    if (!(error instanceof AccordError) || error.code !== 'MEMORY_RIVAL_MISSING') throw error;
    return { name, corpus, own, rivals: undefined };
  }
}

function figuresOf({ name, corpus, own, rivals }: Measured) {
  const ratio = (written: number): number => rounded(own.bytes / written);
  return {
    corpus: name,
    records: corpus.test.length,
    trained_on: corpus.train.length,
    dictionary_bytes: own.dictionaryBytes,
    l2_ratio: ratio(own.production.written),
    l2_ratio_with_dictionary: ratio(own.production.written + own.dictionaryBytes),
    l2_by_size: own.production.sizes
      .filter(({ records }) => records > 0)
      .map(({ upTo, records, bytes, written }) => ({
        up_to_bytes: Number.isFinite(upTo) ? upTo : null,
        records,
        ratio: rounded(bytes / written),
      })),
    l3_ratio: ratio(own.pack.written),
    encode_p95_ms: p95(own.production.encodeMs),
    encode_development_p95_ms: p95(own.development.encodeMs),
    l2_decode_p95_ms: p95(own.production.decodeMs),
    l3_read_p95_ms: p95(own.pack.readMs),
    rivals: rivals && {
      zstd_with_dictionary: ratio(rivals.zstdWithDictionary),
      zstd: ratio(rivals.zstd),
      brotli: ratio(rivals.brotli),
      sqlite_with_zstd: ratio(rivals.sqlite),
      xz_of_the_whole: ratio(rivals.xz),
    },
  };
}

function linesFor(measured: Measured, paint: Paint): string[] {
  const figures = figuresOf(measured);
  const rows: readonly (readonly [string, string])[] = [
    [
      'record by record (L2)',
      `${figures.l2_ratio}×, ${figures.l2_ratio_with_dictionary}× with the dictionary`,
    ],
    ...figures.l2_by_size.map(
      ({ up_to_bytes: upTo, records, ratio }) =>
        [upTo === null ? '  larger' : `  to ${upTo} bytes`, `${ratio}×, ${records} records`] as const,
    ),
    ['in packs (L3)', `${figures.l3_ratio}×`],
    ['encode p95', `${figures.encode_p95_ms} ms, ${figures.encode_development_p95_ms} ms in development`],
    ['decode p95', `${figures.l2_decode_p95_ms} ms, ${figures.l3_read_p95_ms} ms out of a pack`],
    ...Object.entries(figures.rivals ?? {}).map(
      ([name, ratio]) => [`beside ${name.replaceAll('_', ' ')}`, `${ratio}×`] as const,
    ),
  ];
  return [
    `${paint('bold', figures.corpus)}: ${figures.records} records, after training on ${figures.trained_on} others`,
    ...rows.map(([name, value]) => `  ${name.padEnd(30)}${value}`),
    ...(figures.rivals === undefined
      ? [paint('dim', '  zstd and xz are not installed to compare with')]
      : []),
  ];
}

const rounded = (value: number): number => Number(value.toPrecision(4));
function p95(samples: readonly number[]): number {
  const sorted = Float64Array.from(samples).sort();
  return rounded(sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)] ?? 0);
}
