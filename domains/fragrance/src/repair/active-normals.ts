/**
 * The normals of the constraints that hold with equality, as a QR factorisation that grows and shrinks by one: the first
 * `count` columns of Q span them, the others what is orthogonal to all. Normals must be linearly independent.
 */
export interface ActiveNormals {
  readonly count: number;
  /** Empties it, for vectors of `size` numbers. */
  reset(size: number): void;
  /**
   * Splits a vector into a combination of the normals and the rest.
   *
   * @param combination gets the factors of the normals, in their order
   * @param rest gets the part that is orthogonal to them
   * @returns the square of the length of the rest
   */
  split(vector: Float64Array, combination: Float64Array, rest: Float64Array): number;
  /** Adds the vector that was split last. */
  add(): void;
  /** Takes the normal at a place out; those behind it move up. */
  drop(place: number): void;
}

/** Room for vectors of up to `capacity` numbers. */
export function createActiveNormals(capacity: number): ActiveNormals {
  /** Column by column, `size` numbers each. */
  const q = new Float64Array(capacity * capacity);
  /** Column by column; above the diagonal only. */
  const r = new Float64Array(capacity * capacity);
  /** The split vector in the basis Q. */
  const along = new Float64Array(capacity);
  let size = 0;
  let count = 0;

  /** Turns columns `one` and `other` of Q into each other. */
  const turn = (one: number, other: number, cos: number, sin: number): void => {
    let left = one * size;
    let right = other * size;
    for (let i = 0; i < size; i += 1, left += 1, right += 1) {
      const before = q[left] ?? 0;
      const after = q[right] ?? 0;
      q[left] = cos * before + sin * after;
      q[right] = cos * after - sin * before;
    }
  };

  const solveBack = (combination: Float64Array): void => {
    for (let row = count - 1; row >= 0; row -= 1) {
      let sum = along[row] ?? 0;
      for (let column = row + 1; column < count; column += 1)
        sum -= (r[column * size + row] ?? 0) * (combination[column] ?? 0);
      combination[row] = sum / (r[row * size + row] ?? 1);
    }
  };

  return {
    get count() {
      return count;
    },
    reset(length) {
      size = length;
      count = 0;
      q.fill(0, 0, size * size);
      for (let i = 0; i < size; i += 1) q[i * size + i] = 1;
    },
    split(vector, combination, rest) {
      rest.fill(0, 0, size);
      let square = 0;
      for (let column = 0, at = 0; column < size; column += 1) {
        let product = 0;
        for (let i = 0; i < size; i += 1, at += 1) product += (q[at] ?? 0) * (vector[i] ?? 0);
        along[column] = product;
        if (column < count || product === 0) continue;
        square += product * product;
        for (let i = 0, from = at - size; i < size; i += 1, from += 1)
          rest[i] = (rest[i] ?? 0) + product * (q[from] ?? 0);
      }
      solveBack(combination);
      return square;
    },
    add() {
      for (let column = size - 1; column > count; column -= 1) {
        const last = along[column] ?? 0;
        if (last === 0) continue;
        const before = along[column - 1] ?? 0;
        const length = Math.hypot(before, last);
        turn(column - 1, column, before / length, last / length);
        along[column - 1] = length;
      }
      for (let row = 0; row <= count; row += 1) r[count * size + row] = along[row] ?? 0;
      count += 1;
    },
    drop(place) {
      for (let column = place; column < count - 1; column += 1) {
        const from = (column + 1) * size;
        for (let row = 0; row <= column + 1; row += 1) r[column * size + row] = r[from + row] ?? 0;
      }
      count -= 1;
      for (let row = place; row < count; row += 1) {
        const top = r[row * size + row] ?? 0;
        const below = r[row * size + row + 1] ?? 0;
        if (below === 0) continue;
        const length = Math.hypot(top, below);
        const cos = top / length;
        const sin = below / length;
        for (let column = row; column < count; column += 1) {
          const at = column * size + row;
          const upper = r[at] ?? 0;
          const lower = r[at + 1] ?? 0;
          r[at] = cos * upper + sin * lower;
          r[at + 1] = cos * lower - sin * upper;
        }
        turn(row, row + 1, cos, sin);
      }
    },
  };
}
