import { headOf, labelsOf, sampleOf } from './series.ts';

/** A gauge whose values are known, to be printed once. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: readonly (readonly [labels: readonly string[], value: number])[];
}

/** In the text format of Prometheus; a gauge without samples is left out. */
export const gaugeText = (gauges: readonly GaugeReading[]): string =>
  gauges
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, labels, samples }) =>
        headOf(name, help, 'gauge') +
        samples.map(([values, value]) => sampleOf(name, labelsOf(labels, values), value)).join(''),
    )
    .join('\n');
