import type { Material } from '../materials/material.ts';
import { conflictIn } from './conflict.ts';
import type { Demand } from './demand.ts';
import type { Limit } from './limits.ts';
import { createQuadraticSolver, type QuadraticOutcome } from './quadratic-program.ts';

/** What a share is given to: a material, or a mixture of fixed composition such as a dilution. */
export interface Component {
  /** Fractions by weight, adding up to 1. */
  readonly parts: readonly { readonly material: Material; readonly fraction: number }[];
  /** How dear a change of it is beside the others; 1 when left out. */
  readonly stiffness?: number;
  /** Whether it may be added where the target has none of it. */
  readonly mayBeAdded?: boolean;
}

export interface Binding {
  readonly demand: Demand;
  /** By how much half the change would fall for each unit that the bound was relaxed by. */
  readonly multiplier: number;
}

export type Repair =
  | {
      readonly kind: 'met';
      /** By component, 0 to 1. */
      readonly shares: Float64Array;
      /** Σ stiffness × (share − target)² / target, where a target of 0 counts as 0.001. 0 where nothing had to change. */
      readonly change: number;
      /** The demands that hold it where it is. Empty where nothing had to change. */
      readonly binding: readonly Binding[];
    }
  | { readonly kind: 'impossible' };

/**
 * Finds the nearest shares that meet all limits.
 *
 * Prepared once for a palette; a target then only costs a quadratic program over the components that it has, so that a
 * search can have every candidate repaired. With `q` of them and `m` limits that could be passed it takes some
 * `q² × (limits that bind)` steps. Not for use by two callers at once within one call; between calls it keeps nothing.
 *
 * Near is measured as χ² does, (share − target)² / target: without limits all shares would change in proportion, so that what
 * is taken from one material goes to the others without changing their accord. A component at 0 stays at 0 unless it is
 * required or `mayBeAdded`, and then counts as if it had 0.1 %.
 */
export interface Repairer {
  readonly components: readonly Component[];
  /**
   * @param target by component, none negative. Scaled to add up to 1, unless the total may fall short
   * @throws TypeError for a target that is not of this palette, negative or all 0
   */
  solve(target: Float64Array): Repair;
  /** A minimal set of demands that no shares of the target's components meet: without any one of them there would be some. */
  conflict(target: Float64Array): Demand[];
}

export interface RepairerOptions {
  readonly components: readonly Component[];
  readonly limits: readonly Limit[];
  /** `exact` by default: shares add up to 1. `at most` leaves room for what the formula does not name. */
  readonly total?: 'exact' | 'at most';
}

/** What a target of 0 counts as, so that nothing is infinitely dear to change. */
const TRACE = 0.001;
/** Sums that are at the limit are not above it by the last bits; a tenth of what the law check allows. */
const ROUNDING = 1e-10;

interface Column {
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

export function createRepairer({ components, limits, total = 'exact' }: RepairerOptions): Repairer {
  const columns = components.map((component) => columnOf(component, limits));
  const bounds = limits.map(({ bound }) => bound);
  const required = components.map(
    ({ mayBeAdded = false }, j) =>
      mayBeAdded ||
      columns[j]?.rows.some((row, at) => (bounds[row] ?? 0) < 0 && (columns[j]?.values[at] ?? 0) < 0),
  );
  const forbidden = columns.map(({ rows, values }) =>
    rows.some((row, at) => bounds[row] === 0 && (values[at] ?? 0) > 0 && isWithout(limits[row])),
  );
  const solver = createQuadraticSolver(components.length);
  const sums = new Float64Array(limits.length);

  const targetOf = (given: Float64Array): Float64Array => {
    let sum = 0;
    for (const share of given) {
      if (!(share >= 0)) throw new TypeError(`${share} is no share`);
      sum += share;
    }
    if (given.length !== components.length || !(sum > 0)) throw new TypeError('no target of this palette');
    return total === 'exact' || sum > 1 ? given.map((share) => share / sum) : given;
  };
  const isMet = (shares: Float64Array): boolean => {
    sums.fill(0);
    for (let j = 0; j < shares.length; j += 1) {
      const share = shares[j] ?? 0;
      if (share === 0) continue;
      if (forbidden[j] === true) return false;
      const { rows, values } = columns[j] ?? NOTHING;
      for (let at = 0; at < rows.length; at += 1)
        sums[rows[at] ?? 0] = (sums[rows[at] ?? 0] ?? 0) + share * (values[at] ?? 0);
    }
    return bounds.every((bound, row) => (sums[row] ?? 0) <= bound + ROUNDING * Math.abs(bound));
  };
  /** The components that may have a share, in order. */
  const supportOf = (target: Float64Array, also: readonly boolean[]): number[] => {
    const support: number[] = [];
    for (let j = 0; j < target.length; j += 1)
      if (((target[j] ?? 0) > 0 || required[j] === true) && also[j] !== true) support.push(j);
    return support;
  };
  /** Rows that shares of the support could pass: with shares that add up to 1, no row is above its largest coefficient. */
  const passableIn = (support: readonly number[]): number[] => {
    sums.fill(0);
    for (const j of support) {
      const { rows, values } = columns[j] ?? NOTHING;
      for (let at = 0; at < rows.length; at += 1)
        sums[rows[at] ?? 0] = Math.max(sums[rows[at] ?? 0] ?? 0, values[at] ?? 0);
    }
    return bounds.flatMap((bound, row) => (bound < 0 || (sums[row] ?? 0) > bound ? [row] : []));
  };
  const solveRows = (
    target: Float64Array,
    support: readonly number[],
    rows: readonly number[],
    withTotal: boolean,
  ): QuadraticOutcome => {
    const size = support.length;
    const first = withTotal ? 1 : 0;
    const places = new Map(rows.map((row, place) => [row, place + first]));
    const matrix = new Float64Array((rows.length + first) * size);
    matrix.fill(1, 0, first * size);
    support.forEach((j, i) => {
      const column = columns[j] ?? NOTHING;
      column.rows.forEach((row, at) => {
        const place = places.get(row);
        if (place !== undefined) matrix[place * size + i] = column.values[at] ?? 0;
      });
    });
    return solver.solve({
      target: Float64Array.from(support, (j) => target[j] ?? 0),
      weights: Float64Array.from(support, (j) => (components[j]?.stiffness ?? 1) / (target[j] || TRACE)),
      rows: matrix,
      bounds: Float64Array.from([...(withTotal ? [1] : []), ...rows.map((row) => bounds[row] ?? 0)]),
      equations: withTotal && total === 'exact' ? 1 : 0,
    });
  };

  return {
    components,
    solve(given) {
      const target = targetOf(given);
      if (isMet(target)) return { kind: 'met', shares: target, change: 0, binding: [] };
      const support = supportOf(target, forbidden);
      const rows = passableIn(support);
      const outcome = solveRows(target, support, rows, true);
      if (outcome.kind === 'infeasible') return { kind: 'impossible' };
      const shares = new Float64Array(components.length);
      support.forEach((j, i) => {
        shares[j] = outcome.x[i] ?? 0;
      });
      return {
        kind: 'met',
        shares,
        change: changeOf(components, target, shares),
        binding: rows.flatMap((row, place): Binding[] => {
          const multiplier = outcome.multipliers[place + 1] ?? 0;
          const limit = limits[row];
          return multiplier > 0 && limit !== undefined ? [{ demand: limit.demand, multiplier }] : [];
        }),
      };
    },
    conflict(given) {
      const target = targetOf(given);
      const support = supportOf(target, []);
      const demands: readonly Demand[] = [{ kind: 'total' }, ...limits.map(({ demand }) => demand)];
      const found = conflictIn(demands.length, (members) => {
        const rows = members.filter((member) => member > 0).map((member) => member - 1);
        const withTotal = members.includes(0);
        const outcome = solveRows(target, support, rows, withTotal);
        if (outcome.kind === 'optimal') return undefined;
        const first = withTotal ? 1 : 0;
        return outcome.rows.map((row) => (row < first ? 0 : (rows[row - first] ?? 0) + 1));
      });
      return found.flatMap((member) => demands[member] ?? []);
    },
  };
}

const NOTHING: Column = { rows: [], values: [] };

/** What may not be used at all: every coefficient is a material that is out. */
const isWithout = (limit: Limit | undefined): boolean =>
  limit !== undefined && limit.bound === 0 && [...limit.coefficients.values()].every((value) => value >= 0);

function columnOf({ parts }: Component, limits: readonly Limit[]): Column {
  const rows: number[] = [];
  const values: number[] = [];
  limits.forEach(({ coefficients }, row) => {
    const value = parts.reduce(
      (sum, { material, fraction }) => sum + fraction * (coefficients.get(material) ?? 0),
      0,
    );
    if (value === 0) return;
    rows.push(row);
    values.push(value);
  });
  return { rows, values };
}

function changeOf(components: readonly Component[], target: Float64Array, shares: Float64Array): number {
  return components.reduce((sum, { stiffness = 1 }, j) => {
    const wanted = target[j] ?? 0;
    return sum + (stiffness * ((shares[j] ?? 0) - wanted) ** 2) / (wanted || TRACE);
  }, 0);
}
