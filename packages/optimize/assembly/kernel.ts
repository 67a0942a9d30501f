/*
 * The loops of a small neural network, in AssemblyScript. compile.mjs makes src/network/kernel-wasm.ts of it and of what it imports.
 *
 * All addresses are bytes in the imported memory. Numbers are fp32 unless it is said. Rows lie one after another.
 */

import { indexOf } from './order';

export { categorical, categoricalBack, squashedGaussian, squashedGaussianBack } from './heads';
export { addUp, standardise, surrogate, valueLoss } from './losses';

/** Where the tables of `exp` and `log` end, which lie at the beginning of the memory. */
export function tablesEnd(): usize {
  return __heap_base;
}

/** Copies rows of `width` bytes, a multiple of 16, in the given order of indices. */
export function gather(from: usize, width: usize, order: usize, rows: i32, to: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    const source = from + indexOf(order, row) * width;
    for (let at: usize = 0; at < width; at += 16, to += 16) v128.store(to, v128.load(source + at));
  }
}

/** C[m][n] = bias[n] + Σk A[m·aRow + k·aStep] · B[k][n]. `m` is a multiple of 4, `n` of 8; strides are in bytes. */
export function multiply(
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  n: i32,
  k: i32,
): void {
  const width: usize = (<usize>n) << 2;
  for (let row: i32 = 0; row < m; row += 4) {
    const a0 = a + <usize>row * aRow;
    const c0 = c + <usize>row * width;
    for (let column: usize = 0; column < width; column += 32) {
      let s00 = bias ? v128.load(bias + column) : f32x4.splat(0);
      let s01 = bias ? v128.load(bias + column, 16) : f32x4.splat(0);
      let s10 = s00;
      let s11 = s01;
      let s20 = s00;
      let s21 = s01;
      let s30 = s00;
      let s31 = s01;
      let from = a0;
      let to = b + column;
      for (let at: i32 = 0; at < k; at++) {
        const b0 = v128.load(to);
        const b1 = v128.load(to, 16);
        const x0 = v128.load32_splat(from);
        const x1 = v128.load32_splat(from + aRow);
        const x2 = v128.load32_splat(from + 2 * aRow);
        const x3 = v128.load32_splat(from + 3 * aRow);
        s00 = f32x4.add(s00, f32x4.mul(x0, b0));
        s01 = f32x4.add(s01, f32x4.mul(x0, b1));
        s10 = f32x4.add(s10, f32x4.mul(x1, b0));
        s11 = f32x4.add(s11, f32x4.mul(x1, b1));
        s20 = f32x4.add(s20, f32x4.mul(x2, b0));
        s21 = f32x4.add(s21, f32x4.mul(x2, b1));
        s30 = f32x4.add(s30, f32x4.mul(x3, b0));
        s31 = f32x4.add(s31, f32x4.mul(x3, b1));
        from += aStep;
        to += width;
      }
      const out = c0 + column;
      v128.store(out, s00);
      v128.store(out, s01, 16);
      v128.store(out + width, s10);
      v128.store(out + width, s11, 16);
      v128.store(out + 2 * width, s20);
      v128.store(out + 2 * width, s21, 16);
      v128.store(out + 3 * width, s30);
      v128.store(out + 3 * width, s31, 16);
    }
  }
}

/** to[column][row] = from[row][column]. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let row: i32 = 0; row < rows; row++)
    for (let column: i32 = 0; column < columns; column++)
      store<f32>(to + ((column * rows + row) << 2), load<f32>(from + ((row * columns + column) << 2)));
}

/** out[n] = Σ over the rows of a matrix of `rows` × `n`. */
export function sumRows(from: usize, out: usize, rows: i32, n: i32): void {
  const width: usize = (<usize>n) << 2;
  for (let column: usize = 0; column < width; column += 16) {
    let sum = f32x4.splat(0);
    let at = from + column;
    for (let row: i32 = 0; row < rows; row++, at += width) sum = f32x4.add(sum, v128.load(at));
    v128.store(out + column, sum);
  }
}

/** Of `activate`: the bound, then the numerator's coefficients and the denominator's, the highest power first. */
const TANH = memory.data<f32>([
  7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8,
  1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3, 1.19825839466702e-6, 1.18534705686654e-4,
  2.268434632439e-3, 4.89352518554385e-3,
]);

/** A coefficient in all lanes. From memory it is one instruction, as a constant four. */
function coefficient(at: usize): v128 {
  return v128.load32_splat(TANH + (at << 2));
}

function multiplyAdd(x: v128, y: v128, at: usize): v128 {
  return f32x4.add(f32x4.mul(x, y), coefficient(at));
}

/** tanh in place, as a rational function on ±7.9053, within 5e-7 (the coefficients of Eigen's generic fp32 tanh). */
export function activate(at: usize, count: i32): void {
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 16) {
    const bound = coefficient(0);
    // In this order of operands NaN stays NaN.
    const x = f32x4.pmax(f32x4.pmin(v128.load(at), bound), f32x4.neg(bound));
    const square = f32x4.mul(x, x);
    let p = multiplyAdd(coefficient(1), square, 2);
    p = multiplyAdd(p, square, 3);
    p = multiplyAdd(p, square, 4);
    p = multiplyAdd(p, square, 5);
    p = multiplyAdd(p, square, 6);
    p = multiplyAdd(p, square, 7);
    let q = multiplyAdd(coefficient(8), square, 9);
    q = multiplyAdd(q, square, 10);
    q = multiplyAdd(q, square, 11);
    v128.store(at, f32x4.div(f32x4.mul(x, p), q));
  }
}

/** gradient *= 1 − output², the derivative of tanh at its output. */
export function activateBack(gradient: usize, output: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const y = v128.load(output + at);
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), f32x4.sub(one, f32x4.mul(y, y))));
  }
}

/** Sum of the squares, in fp64. */
export function sumSquares(at: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const first = f64x2.promote_low_f32x4(x);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 0));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** One step of Adam (Kingma and Ba 2015), with gradients scaled first. `rate` has the correction of the bias in it. */
export function adam(
  parameters: usize,
  gradients: usize,
  first: usize,
  second: usize,
  count: i32,
  scale: f32,
  rate: f32,
  epsilon: f32,
): void {
  const factor = f32x4.splat(scale);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const g = f32x4.mul(v128.load(gradients + at), factor);
    const m = f32x4.add(f32x4.mul(v128.load(first + at), f32x4.splat(0.9)), f32x4.mul(g, f32x4.splat(0.1)));
    const v = f32x4.add(
      f32x4.mul(v128.load(second + at), f32x4.splat(0.999)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(0.001)),
    );
    v128.store(first + at, m);
    v128.store(second + at, v);
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), step));
  }
}
