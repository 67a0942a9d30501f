import type { Problem } from '../problem.ts';

/** Problems whose answers are known, to measure a search by. */

const filled = (length: number, value: number): number[] => Array.from({ length }, () => value);

/** Many local minima on a bowl (Rastrigin 1974). Least: 0 at 0. */
export const rastrigin = (variables = 20): Problem => ({
  name: `rastrigin-${variables}`,
  lower: filled(variables, -5.12),
  upper: filled(variables, 5.12),
  objectives: 1,
  evaluate(at, objectives) {
    let sum = 10 * at.length;
    for (const x of at) sum += x * x - 10 * Math.cos(2 * Math.PI * x);
    objectives[0] = sum;
    return 0;
  },
});

/** A hole in a plain of small waves (Ackley 1987). Least: 0 at 0. */
export const ackley = (variables = 20): Problem => ({
  name: `ackley-${variables}`,
  lower: filled(variables, -32.768),
  upper: filled(variables, 32.768),
  objectives: 1,
  evaluate(at, objectives) {
    let squares = 0;
    let waves = 0;
    for (const x of at) {
      squares += x * x;
      waves += Math.cos(2 * Math.PI * x);
    }
    const n = at.length;
    objectives[0] = 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares / n)) - Math.exp(waves / n);
    return 0;
  },
});

/** Two objectives with a convex front: f2 = 1 − √f1 (Zitzler, Deb and Thiele 2000). */
export const zdt1 = (variables = 30): Problem => ({
  name: `zdt1-${variables}`,
  lower: filled(variables, 0),
  upper: filled(variables, 1),
  objectives: 2,
  evaluate(at, objectives) {
    const first = at[0] as number;
    let sum = 0;
    for (let index = 1; index < at.length; index++) sum += at[index] as number;
    const g = 1 + (9 * sum) / (at.length - 1);
    objectives[0] = first;
    objectives[1] = g * (1 - Math.sqrt(first / g));
    return 0;
  },
});

/** As many objectives as wanted, the front an eighth of a sphere (Deb, Thiele, Laumanns and Zitzler 2002). */
export const dtlz2 = (objectives = 3, distance = 10): Problem => ({
  name: `dtlz2-${objectives}-${distance}`,
  lower: filled(objectives - 1 + distance, 0),
  upper: filled(objectives - 1 + distance, 1),
  objectives,
  evaluate(at, values) {
    let g = 0;
    for (let index = objectives - 1; index < at.length; index++) g += ((at[index] as number) - 0.5) ** 2;
    for (let objective = 0; objective < objectives; objective++) {
      let value = 1 + g;
      for (let index = 0; index < objectives - 1 - objective; index++) {
        value *= Math.cos(((at[index] as number) * Math.PI) / 2);
      }
      if (objective > 0) value *= Math.sin(((at[objectives - 1 - objective] as number) * Math.PI) / 2);
      values[objective] = value;
    }
    return 0;
  },
});

/** Two objectives with two constraints (Binh and Korn 1997). */
export const binhKorn = (): Problem => ({
  name: 'binh-korn',
  lower: [0, 0],
  upper: [5, 3],
  objectives: 2,
  evaluate([x = 0, y = 0], objectives) {
    objectives[0] = 4 * x * x + 4 * y * y;
    objectives[1] = (x - 5) ** 2 + (y - 5) ** 2;
    return Math.max(0, (x - 5) ** 2 + y * y - 25) + Math.max(0, 7.7 - (x - 8) ** 2 - (y + 3) ** 2);
  },
});
