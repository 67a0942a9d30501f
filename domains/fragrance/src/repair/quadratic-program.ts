import { type ActiveNormals, createActiveNormals } from './active-normals.ts';
import { type Force, type QuadraticProgram, type ScaledProgram, scaledProgram } from './scaled-program.ts';

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
  const room: Room = {
    active: createActiveNormals(capacity),
    normal: new Float64Array(capacity),
    combination: new Float64Array(capacity),
    rest: new Float64Array(capacity),
  };
  return {
    solve(program) {
      const size = program.target.length;
      if (size > capacity) throw new RangeError(`there is room for ${capacity} variables, not ${size}`);
      const scaled = scaledProgram(program);
      const never = rowThatNeverHolds(program, scaled);
      if (never !== -1) return { kind: 'infeasible', rows: [never] };
      room.active.reset(size);
      const walk = walkIn(scaled, room);
      for (let row = 0; row < program.equations; row += 1) {
        const contradiction = scaled.isEmpty(row) ? undefined : walk.take(row);
        if (contradiction !== undefined) return { kind: 'infeasible', rows: contradiction };
      }
      for (let next = walk.mostViolated(); next !== -1; next = walk.mostViolated()) {
        const contradiction = walk.take(next);
        if (contradiction !== undefined) return { kind: 'infeasible', rows: contradiction };
      }
      return { kind: 'optimal', ...scaled.unscaled(walk.forces()) };
    },
  };
}

/** What a solver keeps between programs, so that none allocates it. */
interface Room {
  readonly active: ActiveNormals;
  readonly normal: Float64Array;
  readonly combination: Float64Array;
  readonly rest: Float64Array;
}

interface Walk {
  /** The constraint that y is farthest outside of, or −1. */
  mostViolated(): number;
  /** Takes a constraint in. The rows that contradict it when that cannot be done, otherwise undefined. */
  take(constraint: number): number[] | undefined;
  forces(): Force[];
}

function walkIn(program: ScaledProgram, { active, normal, combination, rest }: Room): Walk {
  const { y, rows, equations } = program;
  const size = y.length;
  const members: number[] = [];
  const factors: number[] = [];
  /** Constraints that hold but for rounding and follow from the active ones, with their multipliers. */
  const waived = new Map<number, number>();
  let steps = STEPS_A_CONSTRAINT * (rows + size + 1);

  const isMet = (constraint: number, slack: number): boolean =>
    slack >= -(SLACK + SLACK_OF_BOUND * program.boundOf(constraint)) || waived.has(constraint);
  const isRounding = (constraint: number): boolean =>
    -program.slackOf(constraint) <= WAIVED + WAIVED_OF_BOUND * program.boundOf(constraint);
  /** The active inequality whose multiplier is the first to reach zero, and how far that is. */
  const blockingOf = (): { place: number; length: number } => {
    let place = -1;
    let length = Infinity;
    for (let at = 0; at < members.length; at += 1) {
      const fall = combination[at] ?? 0;
      if ((members[at] ?? 0) < equations || fall <= NO_FALL) continue;
      const reach = (factors[at] ?? 0) / fall;
      if (reach >= length) continue;
      place = at;
      length = reach;
    }
    return { place, length };
  };
  const step = (length: number, moves: boolean): void => {
    for (let at = 0; at < members.length; at += 1)
      factors[at] = (factors[at] ?? 0) - length * (combination[at] ?? 0);
    if (moves) for (let i = 0; i < size; i += 1) y[i] = (y[i] ?? 0) + length * (rest[i] ?? 0);
  };
  const contradictionOf = (constraint: number): number[] =>
    [constraint, ...members.filter((_, at) => Math.abs(combination[at] ?? 0) > NO_FACTOR)].filter(
      (member) => member < rows,
    );

  return {
    mostViolated() {
      let worst = 0;
      let found = -1;
      for (let constraint = equations; constraint < rows + size; constraint += 1) {
        const slack = program.slackOf(constraint);
        if (slack >= worst || isMet(constraint, slack)) continue;
        worst = slack;
        found = constraint;
      }
      return found;
    },
    take(constraint) {
      if (program.slackOf(constraint) > 0) program.turn(constraint);
      program.normalInto(constraint, normal);
      let factor = 0;
      for (;;) {
        if ((steps -= 1) < 0) throw new RangeError('the quadratic program does not come to an end');
        const square = active.split(normal, combination, rest);
        const blocking = blockingOf();
        const full = square > DEPENDENT ? -program.slackOf(constraint) / square : Infinity;
        const length = Math.min(blocking.length, full);
        if (length > LONG && isRounding(constraint)) {
          waived.set(constraint, factor);
          return undefined;
        }
        if (length === Infinity) return contradictionOf(constraint);
        step(length, full !== Infinity);
        factor += length;
        if (length === full) {
          active.add();
          factors.push(factor);
          members.push(constraint);
          return undefined;
        }
        active.drop(blocking.place);
        members.splice(blocking.place, 1);
        factors.splice(blocking.place, 1);
      }
    },
    forces: () => [
      ...members.map((constraint, at) => ({ constraint, factor: factors[at] ?? 0 })),
      ...[...waived].map(([constraint, factor]) => ({ constraint, factor })),
    ],
  };
}

/** A row without coefficients whose bound is out of reach, or −1. */
function rowThatNeverHolds({ bounds, equations }: QuadraticProgram, scaled: ScaledProgram): number {
  return bounds.findIndex((bound, row) => scaled.isEmpty(row) && (row < equations ? bound !== 0 : bound < 0));
}
