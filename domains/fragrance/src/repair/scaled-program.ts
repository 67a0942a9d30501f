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

/**
 * A program in y = √w x, where it asks for the point nearest to where y begins, and with rows of length 1. Constraints are
 * numbered: the rows first, then y ≥ 0 for each variable.
 */
export interface ScaledProgram {
  /** Where the search is; it begins at the target. */
  readonly y: Float64Array;
  /** How many rows there are. */
  readonly rows: number;
  /** How many of the first rows hold exactly. */
  readonly equations: number;
  /** How far inside a constraint y is; negative outside. An equation is missed from the side that y is on. */
  slackOf(constraint: number): number;
  /** Has an equation point to the other side. */
  turn(equation: number): void;
  /** The direction in which the slack grows by the length of the step. */
  normalInto(constraint: number, into: Float64Array): void;
  /** The bound in the same units, for what is relative to it. */
  boundOf(constraint: number): number;
  /** Whether a row has no coefficients, so that it holds always or never. */
  isEmpty(row: number): boolean;
  /** x, and the multipliers of the program as it was given. */
  unscaled(forces: readonly Force[]): {
    readonly x: Float64Array;
    readonly multipliers: Float64Array;
    readonly lowerMultipliers: Float64Array;
  };
}

/** A constraint with its multiplier in the scaled program. */
export interface Force {
  readonly constraint: number;
  readonly factor: number;
}

export function scaledProgram({ target, weights, rows, bounds, equations }: QuadraticProgram): ScaledProgram {
  const size = target.length;
  const count = bounds.length;
  const roots = weights.map(Math.sqrt);
  const y = target.map((value, i) => value * (roots[i] ?? 0));
  const lengths = new Float64Array(count);
  const scaled = scaledRows(rows, roots, lengths);
  const edges = bounds.map((bound, row) => (lengths[row] === 0 ? bound : bound / (lengths[row] ?? 1)));
  const signs = new Int8Array(count).fill(1);

  return {
    y,
    rows: count,
    equations,
    slackOf(constraint) {
      if (constraint >= count) return y[constraint - count] ?? 0;
      let value = edges[constraint] ?? 0;
      for (let i = 0, at = constraint * size; i < size; i += 1, at += 1)
        value -= (scaled[at] ?? 0) * (y[i] ?? 0);
      return value * (signs[constraint] ?? 1);
    },
    turn(equation) {
      signs[equation] = -(signs[equation] ?? 1);
    },
    normalInto(constraint, into) {
      if (constraint >= count) {
        into.fill(0, 0, size);
        into[constraint - count] = 1;
        return;
      }
      const sign = -(signs[constraint] ?? 1);
      for (let i = 0, at = constraint * size; i < size; i += 1, at += 1) into[i] = sign * (scaled[at] ?? 0);
    },
    boundOf: (constraint) => Math.abs(edges[constraint] ?? 0),
    isEmpty: (row) => lengths[row] === 0,
    unscaled(forces) {
      const multipliers = new Float64Array(count);
      const lowerMultipliers = new Float64Array(size);
      const x = y.map((value, i) => Math.max(0, value / (roots[i] ?? 1)));
      for (const { constraint, factor } of forces) {
        const variable = constraint - count;
        if (variable < 0) {
          multipliers[constraint] = ((signs[constraint] ?? 1) * factor) / (lengths[constraint] ?? 1);
        } else {
          lowerMultipliers[variable] = factor * (roots[variable] ?? 0);
          x[variable] = 0;
        }
      }
      return { x, multipliers, lowerMultipliers };
    },
  };
}

/** Rows over √w, divided by their lengths. */
function scaledRows(rows: Float64Array, roots: Float64Array, lengths: Float64Array): Float64Array {
  const size = roots.length;
  const scaled = new Float64Array(rows.length);
  for (let row = 0; row < lengths.length; row += 1) {
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
  return scaled;
}
