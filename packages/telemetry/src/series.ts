/** The series of a metric: what is counted under each combination of label values. */
export interface SeriesSet<State> {
  /** The state under these values, in the order in which the labels were declared. */
  of(values: readonly string[]): State;
  /** Every state with its labels as Prometheus writes them, without braces: `method="GET",status="200"`. */
  entries(): Iterable<readonly [labels: string, state: State]>;
}

/** By the value of the first label, then of the next; the leaf is the series. */
type Branch<State> = Map<string, Branch<State> | Series<State>>;

interface Series<State> {
  readonly labels: string;
  readonly state: State;
}

export function createSeries<State>(names: readonly string[], initial: () => State): SeriesSet<State> {
  const all: Series<State>[] = [];
  const root: Branch<State> = new Map();
  const last = Math.max(0, names.length - 1);

  const added = (values: readonly string[]): Series<State> => {
    const series = { labels: labelsOf(names, values), state: initial() };
    all.push(series);
    return series;
  };
  return {
    // Counting is on the way of every request: values are looked up one by one, so that no key is put together.
    of(values) {
      let branch = root;
      for (let depth = 0; depth < last; depth++) {
        const value = values[depth] ?? '';
        let next = branch.get(value) as Branch<State> | undefined;
        if (next === undefined) {
          next = new Map();
          branch.set(value, next);
        }
        branch = next;
      }
      const value = values[last] ?? '';
      let series = branch.get(value) as Series<State> | undefined;
      if (series === undefined) {
        series = added(values);
        branch.set(value, series);
      }
      return series.state;
    },
    *entries() {
      for (const { labels, state } of all) yield [labels, state];
    },
  };
}

/** `method="GET",status="200"` */
export const labelsOf = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escapedValue(values[index] ?? '')}"`).join(',');

const escapedValue = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** The lines that stand before the samples of a metric. */
export function headOf(name: string, help: string, type: 'counter' | 'histogram' | 'gauge'): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`;
}

export const sampleOf = (name: string, labels: string, value: number): string =>
  `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`;
