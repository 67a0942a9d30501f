import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface MetricOptions {
  /** Prometheus name, with its unit as the suffix. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export interface CounterMetric {
  add(labels: readonly string[], by?: number): void;
}

export interface HistogramMetric {
  observe(labels: readonly string[], value: number): void;
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

/** Label children are looked up once and kept: a request then pays for one map access, not for hashing labels. */
function childrenOf<Child>(make: (labels: readonly string[]) => Child): (labels: readonly string[]) => Child {
  const children = new Map<string, Child>();
  return (labels) => {
    const key = labels.length === 1 ? (labels[0] as string) : labels.join('\u0000');
    let child = children.get(key);
    if (child === undefined) {
      child = make(labels);
      children.set(key, child);
    }
    return child;
  };
}

export function createMetricRegistry(): MetricRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  return {
    counter({ name, help, labels }) {
      const metric = new Counter({ name, help, labelNames: labels, registers: [registry] });
      const child = childrenOf((values) => metric.labels(...values));
      return { add: (values, by = 1) => child(values).inc(by) };
    },
    histogram({ name, help, labels, buckets }) {
      const metric = new Histogram({
        name,
        help,
        labelNames: labels,
        buckets: [...buckets],
        registers: [registry],
      });
      const child = childrenOf((values) => metric.labels(...values));
      return { observe: (values, value) => child(values).observe(value) };
    },
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
    print: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
