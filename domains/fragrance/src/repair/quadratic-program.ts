import { createActiveNormals } from './active-normals.ts';

/** Minimise ½ Σ wᵢ (xᵢ − tᵢ)² over x ≥ 0 where the first rows hold exactly and the others are upper bounds. */
export interface QuadraticProgram {
  /** t, what is to be kept to. */
  readonly target: Float64Array;
  /** w, each above zero. */
  readonly weights: Float64Array;
  /** Row by row, one number a variable: a·x = b for the first `equations` rows, a·x ≤ b for the others. */
  readonly rows: Float64Array;
  readonly bounds: Float64Array;
  readonly equations: number;
}

export type QuadraticOutcome =
  | {
      readonly kind: 'optimal';
      readonly x: Float64Array;
      /**
       * λ and μ of Karush, Kuhn and Tucker: w (x − t) + Σ λₖ aₖ − μ = 0, with λ ≥ 0 for upper bounds and μ ≥ 0 for x ≥ 0,
       * and each 0 where its constraint is slack.
       */
      readonly multipliers: Float64Array;
      readonly lowerMultipliers: Float64Array;
    }
  /** No x meets the rows. Those named, with x ≥ 0, contradict each other by themselves. */
  | { readonly kind: 'infeasible'; readonly rows: readonly number[] };

export interface QuadraticSolver {
  /** @throws RangeError for more variables than there is room for, or when rounding keeps it from an end */
  solve(program: QuadraticProgram): QuadraticOutcome;
}

/** A constraint is met when it is missed by no more than this, and this times its bound. */
const SLACK = 1e-13;
const SLACK_OF_BOUND = 1e-10;
/** What contradicts the active constraints by no more than this, and this times its bound, does so by rounding. */
const WAIVED = 5e-11;
const WAIVED_OF_BOUND = 5e-10;
/** A normal whose rest is shorter than the root of this is a combination of the active ones. */
const DEPENDENT = 1e-20;
/** Factors of a contradiction below this are rounding. */
const NO_FACTOR = 1e-9;
/** A multiplier that falls slower than this stays: its factor is rounding. */
const NO_FALL = 1e-12;
/** A step that no rounding error is worth; forces of a scaled program are of the size of its target. */
const LONG = 1;
const STEPS_A_CONSTRAINT = 50;

/**
 * The dual active-set method of Goldfarb and Idnani (Mathematical Programming 27, 1983, 1–33): from the unconstrained
 * optimum it takes in the most violated constraint, one after another, and lets go of those whose multiplier would turn
 * negative. Scaled by √w the Hessian is the identity, so that steps are projections. It ends exactly on the active
 * constraints, or with a combination of them that proves that there is no solution.
 *
 * @param capacity the most variables of a program
 */
export function createQuadraticSolver(capacity: number): QuadraticSolver {
  const active = createActiveNormals(capacity);
  const normal = new Float64Array(capacity);
  const combination = new Float64Array(capacity + 1);
  const rest = new Float64Array(capacity);

  return {
    solve(program) {
      const size = program.target.length;
      if (size > capacity) throw new RangeError(`there is room for ${capacity} variables, not ${size}`);
      const scaled = scaledOf(program);
      const { y, rows, bounds, lengths } = scaled;
      const count = bounds.length;
      const factors = new Float64Array(size + 1);
      const members: number[] = [];
      const flipped = new Uint8Array(count);
      /** Constraints that hold but for rounding and follow from the active ones, with their multipliers. */
      const waived = new Map<number, number>();
      active.reset(size);
      let steps = STEPS_A_CONSTRAINT * (count + size + 1);

      /** Normals point to where the constraint is met: −a for a·y ≤ b, and the axis for y ≥ 0. */
      const setNormal = (constraint: number): void => {
        if (constraint >= count) {
          normal.fill(0, 0, size);
          normal[constraint - count] = 1;
          return;
        }
        const sign = flipped[constraint] === 1 ? 1 : -1;
        for (let i = 0, at = constraint * size; i < size; i += 1, at += 1) normal[i] = sign * (rows[at] ?? 0);
      };
      const slackOf = (constraint: number): number => {
        if (constraint >= count) return y[constraint - count] ?? 0;
        let value = bounds[constraint] ?? 0;
        for (let i = 0, at = constraint * size; i < size; i += 1, at += 1)
          value -= (rows[at] ?? 0) * (y[i] ?? 0);
        return flipped[constraint] === 1 ? -value : value;
      };
      const mostViolated = (): number => {
        let worst = 0;
        let found = -1;
        for (let constraint = program.equations; constraint < count + size; constraint += 1) {
          const slack = slackOf(constraint);
          if (
            slack >= worst ||
            waived.has(constraint) ||
            slack >= -toleranceOf(constraint < count ? (bounds[constraint] ?? 0) : 0)
          )
            continue;
          worst = slack;
          found = constraint;
        }
        return found;
      };
      /** The active inequality whose multiplier is the first to reach zero, and how far that is. */
      const blockingOf = (): { place: number; length: number } => {
        const blocking = { place: -1, length: Infinity };
        for (let place = 0; place < members.length; place += 1) {
          const factor = combination[place] ?? 0;
          if ((members[place] ?? 0) < program.equations || factor <= NO_FALL) continue;
          const length = (factors[place] ?? 0) / factor;
          if (length < blocking.length) Object.assign(blocking, { place, length });
        }
        return blocking;
      };
      const drop = (place: number): void => {
        active.drop(place);
        members.splice(place, 1);
        factors.copyWithin(place, place + 1);
      };
      /** Takes a constraint in. The rows that contradict it when that cannot be done, otherwise undefined. */
      const take = (constraint: number): number[] | undefined => {
        if (slackOf(constraint) > 0) flipped[constraint] = 1;
        setNormal(constraint);
        let multiplier = 0;
        for (;;) {
          if ((steps -= 1) < 0) throw new RangeError('the quadratic program does not come to an end');
          const square = active.split(normal, combination, rest);
          const blocking = blockingOf();
          const full = square > DEPENDENT ? -slackOf(constraint) / square : Infinity;
          const length = Math.min(blocking.length, full);
          if (length > LONG && isRounding(constraint)) {
            waived.set(constraint, multiplier);
            return undefined;
          }
          if (length === Infinity) return contradictionOf(constraint);
          for (let place = 0; place < members.length; place += 1)
            factors[place] = (factors[place] ?? 0) - length * (combination[place] ?? 0);
          multiplier += length;
          if (full !== Infinity)
            for (let i = 0; i < size; i += 1) y[i] = (y[i] ?? 0) + length * (rest[i] ?? 0);
          if (length === full) {
            active.add();
            factors[members.length] = multiplier;
            members.push(constraint);
            return undefined;
          }
          drop(blocking.place);
        }
      };
      const isRounding = (constraint: number): boolean =>
        -slackOf(constraint) <= WAIVED + WAIVED_OF_BOUND * Math.abs(bounds[constraint] ?? 0);
      const contradictionOf = (constraint: number): number[] =>
        [constraint, ...members.filter((_, place) => Math.abs(combination[place] ?? 0) > NO_FACTOR)].filter(
          (member) => member < count,
        );

      for (let row = 0; row < count; row += 1) {
        if (lengths[row] !== 0) continue;
        const bound = bounds[row] ?? 0;
        if (bound < 0 || (row < program.equations && bound !== 0)) return { kind: 'infeasible', rows: [row] };
      }
      for (let row = 0; row < program.equations; row += 1) {
        if (lengths[row] === 0) continue;
        const contradiction = take(row);
        if (contradiction !== undefined) return { kind: 'infeasible', rows: contradiction };
      }
      for (let next = mostViolated(); next !== -1; next = mostViolated()) {
        const contradiction = take(next);
        if (contradiction !== undefined) return { kind: 'infeasible', rows: contradiction };
      }
      const forces = members.map((member, place): Force => ({ member, factor: factors[place] ?? 0 }));
      for (const [member, factor] of waived) forces.push({ member, factor });
      return optimumOf(program, scaled, forces, flipped);
    },
  };
}

interface Scaled {
  /** √w x. */
  readonly y: Float64Array;
  /** a / √w, to length 1. */
  readonly rows: Float64Array;
  readonly bounds: Float64Array;
  /** What the rows were divided by; 0 for a row without coefficients. */
  readonly lengths: Float64Array;
  readonly roots: Float64Array;
}

function scaledOf({ target, weights, rows, bounds }: QuadraticProgram): Scaled {
  const size = target.length;
  const roots = weights.map(Math.sqrt);
  const scaled = new Float64Array(rows.length);
  const lengths = new Float64Array(bounds.length);
  for (let row = 0; row < bounds.length; row += 1) {
    let square = 0;
    for (let i = 0, at = row * size; i < size; i += 1, at += 1) {
      const value = (rows[at] ?? 0) / (roots[i] ?? 1);
      scaled[at] = value;
      square += value * value;
    }
    const length = Math.sqrt(square);
    lengths[row] = length;
    if (length === 0) continue;
    for (let i = 0, at = row * size; i < size; i += 1, at += 1) scaled[at] = (scaled[at] ?? 0) / length;
  }
  return {
    y: target.map((value, i) => value * (roots[i] ?? 0)),
    rows: scaled,
    bounds: bounds.map((bound, row) => (lengths[row] === 0 ? bound : bound / (lengths[row] ?? 1))),
    lengths,
    roots,
  };
}

const toleranceOf = (bound: number): number => SLACK + SLACK_OF_BOUND * Math.abs(bound);

/** A constraint with its multiplier in the scaled program. */
interface Force {
  readonly member: number;
  readonly factor: number;
}

function optimumOf(
  { target, bounds }: QuadraticProgram,
  { y, lengths, roots }: Scaled,
  forces: readonly Force[],
  flipped: Uint8Array,
): QuadraticOutcome {
  const multipliers = new Float64Array(bounds.length);
  const lowerMultipliers = new Float64Array(target.length);
  const x = y.map((value, i) => Math.max(0, value / (roots[i] ?? 1)));
  for (const { member, factor } of forces) {
    const variable = member - bounds.length;
    if (variable < 0) {
      multipliers[member] = ((flipped[member] === 1 ? -1 : 1) * factor) / (lengths[member] ?? 1);
    } else {
      lowerMultipliers[variable] = factor * (roots[variable] ?? 0);
      x[variable] = 0;
    }
  }
  return { kind: 'optimal', x, multipliers, lowerMultipliers };
}
