/*
 * The losses of proximal policy optimisation (Schulman et al. 2017) over a minibatch. All numbers are fp64 but the outputs of the value and their
 * gradients. `order` holds the index of each row in the rollout.
 */

import { indexOf } from './order';

/** The advantages of the rows, less their mean, by their standard deviation. */
export function standardise(advantages: usize, order: usize, rows: i32, out: usize): void {
  let mean: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) mean += load<f64>(advantages + (indexOf(order, row) << 3));
  mean /= <f64>rows;
  let square: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const difference = load<f64>(advantages + (indexOf(order, row) << 3)) - mean;
    square += difference * difference;
    store<f64>(out + (<usize>row << 3), difference);
  }
  const deviation = Math.sqrt(square / <f64>rows) + 1e-8;
  for (let row: i32 = 0; row < rows; row++) {
    const place = out + (<usize>row << 3);
    store<f64>(place, load<f64>(place) / deviation);
  }
}

/**
 * Replaces the advantages by the gradients of the mean of −min(r A, clip(r) A) by the log probabilities. Adds to `sums`, one after another: the loss; the
 * estimate (r − 1) − log r of the KL divergence, which is never below 0 (Schulman 2020); and how many ratios are beyond the clip.
 */
export function surrogate(
  logs: usize,
  oldLogs: usize,
  order: usize,
  rows: i32,
  clip: f64,
  advantages: usize,
  sums: usize,
): void {
  let loss: f64 = 0;
  let divergence: f64 = 0;
  let beyond: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const place = advantages + (<usize>row << 3);
    const advantage = load<f64>(place);
    const change = load<f64>(logs + (<usize>row << 3)) - load<f64>(oldLogs + (indexOf(order, row) << 3));
    const ratio = Math.exp(change);
    const held = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
    if (held) loss -= advantage * (advantage > 0 ? 1 + clip : 1 - clip);
    else loss -= advantage * ratio;
    divergence += ratio - 1 - change;
    if (Math.abs(ratio - 1) > clip) beyond += 1;
    store<f64>(place, held ? 0 : (-advantage * ratio) / <f64>rows);
  }
  store<f64>(sums, load<f64>(sums) + loss);
  store<f64>(sums, load<f64>(sums, 8) + divergence, 8);
  store<f64>(sums, load<f64>(sums, 16) + beyond, 16);
}

/**
 * Gradients of the mean of half the squared error by the outputs, `stride` bytes apart. With a clip above 0 the error is the larger of that and the one
 * of the value held near the old. Adds the squared errors to `sum`.
 */
export function valueLoss(
  outputs: usize,
  gradients: usize,
  stride: usize,
  order: usize,
  rows: i32,
  old: usize,
  targets: usize,
  clip: f64,
  sum: usize,
): void {
  let total: f64 = 0;
  for (let row: i32 = 0; row < rows; row++, outputs += stride, gradients += stride) {
    const index = indexOf(order, row) << 3;
    const before = load<f64>(old + index);
    const target = load<f64>(targets + index);
    const now = <f64>load<f32>(outputs);
    const error = now - target;
    const near = before + Math.min(clip, Math.max(-clip, now - before)) - target;
    const held = clip > 0 && near * near > error * error;
    total += held ? near * near : error * error;
    store<f32>(gradients, held ? 0 : <f32>(error / <f64>rows));
  }
  store<f64>(sum, load<f64>(sum) + total);
}

/** Adds the numbers of all rows to `sum`. */
export function addUp(values: usize, rows: i32, sum: usize): void {
  let total: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) total += load<f64>(values + (<usize>row << 3));
  store<f64>(sum, load<f64>(sum) + total);
}
