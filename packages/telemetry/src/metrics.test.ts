import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createMetricRegistry } from './metrics.ts';

const LABELS = ['method', 'route'];
const BUCKETS = [0.001, 0.5, 1, 25];
const values = fc.tuple(fc.constantFrom('GET', 'PO"ST'), fc.constantFrom('/', 'back\\slash\nline', '한글'));
const observed = fc.oneof(fc.constantFrom(...BUCKETS, 0), fc.double({ min: 0, max: 100, noNaN: true }));

/** The lines of one metric, as they are printed. */
const linesOf = (text: string, name: string): string[] =>
  text.split('\n').filter((line) => line.includes(name));

describe('metrics', () => {
  it('are printed as prom-client prints the same counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(values, observed)), async (events) => {
        const metrics = createMetricRegistry();
        const theirs = new Registry();
        const options = { help: 'What\nit "counts"', labels: LABELS };
        const counter = metrics.counter({ name: 'a_total', ...options });
        const histogram = metrics.histogram({ name: 'b_seconds', ...options, buckets: BUCKETS });
        const shared = { help: options.help, labelNames: LABELS, registers: [theirs] };
        const theirCounter = new Counter({ name: 'a_total', ...shared });
        const theirHistogram = new Histogram({ name: 'b_seconds', ...shared, buckets: BUCKETS });
        for (const [labels, value] of events) {
          counter.add(labels, value);
          theirCounter.labels(...labels).inc(value);
          histogram.observe(labels, value);
          theirHistogram.labels(...labels).observe(value);
        }
        const [ours, expected] = [await metrics.print(), await theirs.metrics()];
        for (const name of ['a_total', 'b_seconds']) {
          expect(linesOf(ours, name)).toEqual(linesOf(expected, name));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('stand beside those of the process and the gauges, and a count without labels begins at 0', async () => {
    const metrics = createMetricRegistry();
    metrics.counter({ name: 'plain_total', help: 'x', labels: [] });
    metrics.gauge({ name: 'level', help: 'x' }, () => 7);
    const text = await metrics.print();
    for (const line of ['plain_total 0', 'level 7', '# TYPE process_cpu_seconds_total counter']) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toMatch(/\n\n\n|[^\n]$/);
  });

  it('refuse a name that is taken', () => {
    const metrics = createMetricRegistry();
    const options = { help: 'x', labels: [] };
    metrics.counter({ name: 'a_total', ...options });
    expect(() => metrics.counter({ name: 'a_total', ...options })).toThrow(TypeError);
    expect(() => metrics.counter({ name: 'process_cpu_seconds_total', ...options })).toThrow(TypeError);
  });
});
