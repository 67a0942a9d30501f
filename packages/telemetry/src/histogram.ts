import type { PrintedMetric } from './counter.ts';
import { createSeries, headOf, sampleOf } from './series.ts';

export interface HistogramMetric {
  observe(labels: readonly string[], value: number): void;
}

interface Distribution {
  /** Observations by bucket, each in the first that takes it; the last takes what is above all bounds. */
  readonly counts: Float64Array;
  sum: number;
}

/** @param bounds upper, inclusive, ascending */
export function createHistogram(
  name: string,
  help: string,
  labelNames: readonly string[],
  bounds: readonly number[],
): HistogramMetric & PrintedMetric {
  const empty = (): Distribution => ({ counts: new Float64Array(bounds.length + 1), sum: 0 });
  const series = createSeries(labelNames, empty);
  const edges = [...bounds.map(String), '+Inf'];

  return {
    observe(labels, value) {
      const distribution = series.of(labels);
      let bucket = 0;
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
      distribution.counts[bucket] = (distribution.counts[bucket] as number) + 1;
      distribution.sum += value;
    },
    print() {
      let text = headOf(name, help, 'histogram');
      for (const [labels, { counts, sum }] of series.entries()) {
        const others = labels === '' ? '' : `,${labels}`;
        let cumulative = 0;
        for (const [bucket, edge] of edges.entries()) {
          cumulative += counts[bucket] as number;
          text += sampleOf(`${name}_bucket`, `le="${edge}"${others}`, cumulative);
        }
        text += sampleOf(`${name}_sum`, labels, sum) + sampleOf(`${name}_count`, labels, cumulative);
      }
      return text;
    },
  };
}
