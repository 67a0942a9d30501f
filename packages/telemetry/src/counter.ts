import { createSeries, headOf, sampleOf } from './series.ts';

export interface CounterMetric {
  add(labels: readonly string[], by?: number): void;
}

export interface PrintedMetric {
  /** In the text format of Prometheus, each line ended. */
  print(): string;
}

export function createCounter(
  name: string,
  help: string,
  labelNames: readonly string[],
): CounterMetric & PrintedMetric {
  const series = createSeries(labelNames, () => ({ count: 0 }));
  // Without labels there is one series, and it is there from the start.
  if (labelNames.length === 0) series.of([]);
  return {
    add(labels, by = 1) {
      series.of(labels).count += by;
    },
    print() {
      let text = headOf(name, help, 'counter');
      for (const [labels, { count }] of series.entries()) text += sampleOf(name, labels, count);
      return text;
    },
  };
}
