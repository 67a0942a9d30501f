import type { Problem } from '../problem.ts';

/** Problems for tests, each exported so that a thread can make it as well. */
export const sphere = (): Problem => ({
  name: 'sphere',
  lower: [-5, -5, -5],
  upper: [5, 5, 5],
  objectives: 1,
  constraints: 0,
  evaluate(variables, out) {
    out[0] = variables.reduce((sum, value) => sum + value * value, 0);
  },
});

/** Gives no number in a tenth of its range. */
export const holed = (): Problem => ({
  ...sphere(),
  name: 'holed',
  evaluate(variables, out) {
    const [first = 0] = variables;
    out[0] = Math.sqrt(first + 4);
  },
});

export const throwing = (): Problem => ({
  ...sphere(),
  name: 'throwing',
  evaluate() {
    throw new RangeError('out of order');
  },
});

/** Ends its thread. */
export const ending = (): Problem => ({ ...sphere(), name: 'ending', evaluate: () => process.exit(3) });
