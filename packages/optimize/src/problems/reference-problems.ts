import type { Problem } from '../problem.ts';

const PI_2 = 2 * Math.PI;
const filled = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

/** ZDT1 (Zitzler, Deb and Thiele 2000): two objectives, the front f2 = 1 - √f1 where all variables but the first are 0. */
export function zdt1(variables = 30): Problem {
  return {
    name: 'zdt1',
    lower: filled(variables, 0),
    upper: filled(variables, 1),
    objectives: 2,
    constraints: 0,
    evaluate(x, out) {
      let sum = 0;
      for (let at = 1; at < x.length; at++) sum += x[at] as number;
      const g = 1 + (9 * sum) / (x.length - 1);
      const first = x[0] as number;
      out[0] = first;
      out[1] = g * (1 - Math.sqrt(first / g));
    },
  };
}

/** DTLZ2 (Deb, Thiele, Laumanns and Zitzler 2002) with ten variables of distance: the front is an eighth of the unit sphere, for three objectives. */
export function dtlz2(objectives = 3): Problem {
  const variables = objectives + 9;
  return {
    name: 'dtlz2',
    lower: filled(variables, 0),
    upper: filled(variables, 1),
    objectives,
    constraints: 0,
    evaluate(x, out) {
      let g = 0;
      for (let at = objectives - 1; at < x.length; at++) g += ((x[at] as number) - 0.5) ** 2;
      for (let objective = 0; objective < objectives; objective++) {
        let value = 1 + g;
        const cosines = objectives - 1 - objective;
        for (let at = 0; at < cosines; at++) value *= Math.cos(((x[at] as number) * Math.PI) / 2);
        if (objective > 0) value *= Math.sin(((x[cosines] as number) * Math.PI) / 2);
        out[objective] = value;
      }
    },
  };
}

/** Rastrigin's function: a bowl with a local minimum at every whole number; least 0 at 0. */
export function rastrigin(variables = 20): Problem {
  return {
    name: 'rastrigin',
    lower: filled(variables, -5.12),
    upper: filled(variables, 5.12),
    objectives: 1,
    constraints: 0,
    evaluate(x, out) {
      let sum = 10 * x.length;
      for (let at = 0; at < x.length; at++) {
        const value = x[at] as number;
        sum += value * value - 10 * Math.cos(PI_2 * value);
      }
      out[0] = sum;
    },
  };
}

/** Ackley's function: nearly flat, with many small dents, and a narrow funnel to the least, 0 at 0. */
export function ackley(variables = 20): Problem {
  return {
    name: 'ackley',
    lower: filled(variables, -32.768),
    upper: filled(variables, 32.768),
    objectives: 1,
    constraints: 0,
    evaluate(x, out) {
      let squares = 0;
      let cosines = 0;
      for (let at = 0; at < x.length; at++) {
        const value = x[at] as number;
        squares += value * value;
        cosines += Math.cos(PI_2 * value);
      }
      out[0] =
        20 - 20 * Math.exp(-0.2 * Math.sqrt(squares / x.length)) + Math.E - Math.exp(cosines / x.length);
    },
  };
}

/** BNH (Binh and Korn 1997): two objectives, two variables, two constraints. */
export const bnh = (): Problem => ({
  name: 'bnh',
  lower: [0, 0],
  upper: [5, 3],
  objectives: 2,
  constraints: 2,
  evaluate(variables, out) {
    const [x, y] = variables as unknown as [number, number];
    out[0] = 4 * x * x + 4 * y * y;
    out[1] = (x - 5) ** 2 + (y - 5) ** 2;
    out[2] = (x - 5) ** 2 + y * y - 25;
    out[3] = 7.7 - (x - 8) ** 2 - (y + 3) ** 2;
  },
});
