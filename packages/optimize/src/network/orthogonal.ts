/**
 * A matrix of `rows` × `columns` whose shorter side is orthonormal, from normal draws by modified Gram-Schmidt
 * (Saxe, McClelland, Ganguli 2014).
 */
export function orthogonal(rows: number, columns: number, draw: () => number): Float64Array {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, draw);
    for (const other of vectors) {
      const along = dot(vector, other);
      vector.forEach((value, at) => (vector[at] = value - along * (other[at] ?? 0)));
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return (rows < columns ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0;
  });
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
