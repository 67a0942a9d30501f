import { measureCodec, measureRivals } from '@accord/memory/bench';
import { figure, median, quantile, rounded } from '../report/figures.mjs';

const OPTIONS = {
  dictionaryBytes: 2 ** 20,
  productionLevel: 17,
  developmentLevel: 1,
  packLevel: 22,
  now: () => performance.now(),
};

/** Frames and packs of one corpus beside its rivals. */
export function measureCorpus(name, corpus) {
  return { name, corpus, own: measureCodec(corpus, OPTIONS), rivals: measureRivals(corpus) };
}

/** How small the records of a corpus become. Ratios are bytes of content over bytes written. */
export function ratioFigures({ name, corpus, own, rivals }, targets) {
  const ratio = (written) => own.bytes / written;
  const two = (value) => value.toFixed(2);
  const records =
    `${corpus.test.length} records of a median ${median(corpus.test.map(({ length }) => length))} bytes, after training on ` +
    `${corpus.train.length} others`;
  const sizes = own.production.sizes
    .map(({ upTo, records, bytes, written }, place) => {
      const rival = rivals.zstdWithDictionarySizes[place].written;
      const label = upTo === Number.POSITIVE_INFINITY ? 'larger' : `to ${upTo} bytes`;
      return records === 0
        ? undefined
        : `${label} ${two(bytes / written)} (${two(bytes / rival)}; ${records} records)`;
    })
    .filter((part) => part !== undefined)
    .join(', ');
  return [
    figure({
      id: `l2_ratio_${name}`,
      value: rounded(rivals.zstdWithDictionary / own.production.written),
      unit: '×',
      target: targets.l2,
      baseline: { name: 'zstd-19, 110 KB dictionary', value: 1, unit: '×' },
      how:
        `Bytes of zstd-19 with a dictionary of ${rivals.dictionaryBytes} bytes by zstd --train, over those of frames at level ` +
        `${OPTIONS.productionLevel}: ${records}. Ratio ${two(ratio(own.production.written))} beside ` +
        `${two(ratio(rivals.zstdWithDictionary))}; with the dictionary's bytes as kept (${own.dictionaryBytes}) ` +
        `${two(ratio(own.production.written + own.dictionaryBytes))} beside ` +
        `${two(ratio(rivals.zstdWithDictionary + rivals.dictionaryBytes))}; zstd-19 alone ${two(ratio(rivals.zstd))}, brotli 11 ` +
        `${two(ratio(rivals.brotli))}, SQLite with zstd-19 ${two(ratio(rivals.sqlite))}. By size: ${sizes}.`,
    }),
    figure({
      id: `l3_ratio_${name}`,
      value: rounded(rivals.xz / own.pack.written),
      unit: '×',
      target: targets.l3,
      baseline: { name: 'xz -9e of the whole', value: 1, unit: '×' },
      how:
        `Bytes of xz -9e over all records in one stream, over those of one pack at level ${OPTIONS.packLevel} that is read record by ` +
        `record. Ratio ${two(ratio(own.pack.written))} beside ${two(ratio(rivals.xz))}; with the dictionary's bytes ` +
        `${two(ratio(own.pack.written + own.dictionaryBytes))}. Opening the pack takes ${rounded(own.pack.openMs)} ms, once.`,
    }),
  ];
}

/** How long it takes, over the records of all corpora together. */
export function timeFigures(measured) {
  const time = (id, timesOf, target, how) => {
    const all = measured.flatMap(({ own }) => timesOf(own));
    const each = measured.map(({ name, own }) => `${rounded(quantile(timesOf(own), 0.95))} ms of ${name}`);
    return figure({
      id,
      value: rounded(quantile(all, 0.95)),
      unit: 'ms',
      target,
      how: `${how}; ${rounded(quantile(all, 0.5))} ms at the median, and at p95 ${each.join(', ')}.`,
    });
  };
  const { productionLevel, developmentLevel } = OPTIONS;
  return [
    time(
      'encode_p95',
      ({ production }) => production.encodeMs,
      '< 0.5',
      `A record to its frame at level ${productionLevel}, with a dictionary's model`,
    ),
    time(
      'encode_development_p95',
      ({ development }) => development.encodeMs,
      '< 0.05',
      `The same at level ${developmentLevel}, by zstd with the dictionary`,
    ),
    time(
      'l2_decode_p95',
      ({ production }) => production.decodeMs,
      '< 0.02',
      `A frame of level ${productionLevel} to its record, one after another in passes of their own`,
    ),
    time('l3_read_p95', ({ pack }) => pack.readMs, '< 0.5', 'A record out of an opened pack, in no order'),
  ];
}
