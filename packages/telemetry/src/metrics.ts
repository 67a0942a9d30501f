import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type CounterMetric, createCounter, type PrintedMetric } from './counter.ts';
import { createHistogram, type HistogramMetric } from './histogram.ts';

interface MetricOptions {
  /** Prometheus name, with its unit as the suffix. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** The process's metrics. Each room declares its own at start; `/metrics` prints them all. */
export interface MetricRegistry {
  counter(options: MetricOptions): CounterMetric;
  histogram(options: MetricOptions & { readonly buckets: readonly number[] }): HistogramMetric;
  /** A value read when the metrics are printed. */
  gauge(options: Omit<MetricOptions, 'labels'>, read: () => number): void;
  /** Values by label, read when the metrics are printed. */
  gauges(
    options: MetricOptions,
    read: () => Iterable<readonly [labels: readonly string[], value: number]>,
  ): void;
  /** Prometheus text exposition format. */
  print(): Promise<string>;
  readonly contentType: string;
}

/**
 * What is counted for every request is counted in numbers of our own, since a count in prom-client takes as long as
 * many a stage of the pipeline; the process and the gauges, which are read when someone looks, are prom-client's.
 */
export function createMetricRegistry(): MetricRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const printed = new Map<string, PrintedMetric>();
  const declare = <Metric extends PrintedMetric>(name: string, metric: Metric): Metric => {
    if (printed.has(name) || registry.getSingleMetric(name) !== undefined) {
      throw new TypeError(`the metric ${name} is declared twice`);
    }
    printed.set(name, metric);
    return metric;
  };

  return {
    counter: ({ name, help, labels }) => declare(name, createCounter(name, help, labels)),
    histogram: ({ name, help, labels, buckets }) =>
      declare(name, createHistogram(name, help, labels, buckets)),
    gauges({ name, help, labels }, read) {
      new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [registry],
        collect() {
          this.reset();
          for (const [values, value] of read()) this.labels(...values).set(value);
        },
      });
    },
    gauge({ name, help }, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    async print() {
      const ours = [...printed.values()].map((metric) => `\n${metric.print()}`);
      return (await registry.metrics()) + ours.join('');
    },
    contentType: registry.contentType,
  };
}
