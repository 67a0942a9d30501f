/** The series of a metric: what is counted under each combination of label values. */
export interface SeriesSet<State> {
  /** The state under these values, in the order in which the labels were declared. */
  of(values: readonly string[]): State;
  /** Every state with its labels as Prometheus writes them, without braces: `method="GET",status="200"`. */
  entries(): Iterable<readonly [labels: string, state: State]>;
}

export function createSeries<State>(names: readonly string[], initial: () => State): SeriesSet<State> {
  const byValues = new Map<string, { readonly labels: string; readonly state: State }>();
  return {
    of(values) {
      const key = values.join('\u0000');
      let series = byValues.get(key);
      if (series === undefined) {
        series = { labels: labelsOf(names, values), state: initial() };
        byValues.set(key, series);
      }
      return series.state;
    },
    *entries() {
      for (const { labels, state } of byValues.values()) yield [labels, state];
    },
  };
}

const labelsOf = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escapedValue(values[index] ?? '')}"`).join(',');

const escapedValue = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** The lines that stand before the samples of a metric. */
export function headOf(name: string, help: string, type: 'counter' | 'histogram'): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`;
}

export const sampleOf = (name: string, labels: string, value: number): string =>
  `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`;
