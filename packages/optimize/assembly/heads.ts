/*
 * The distributions that a row of the policy's outputs describes. `order` holds the index of each row in the rollout; actions, which are fp64, and masks
 * lie there by that index. Numbers that losses are summed up from are fp64.
 */

import { indexOf } from './order';

const LEAST_LOG_DEVIATION: f64 = -5;
const MOST_LOG_DEVIATION: f64 = 2;
const HALF_LOG_2_PI: f64 = 0.91893853320467274178;

/**
 * Log probability of each row's action, and entropy. The probabilities are left in `gradients` for `categoricalBack`. Invalid actions have the
 * probability 0 (Huang and Ontañón 2022). `masks` has a byte an action, or is 0 where all are valid.
 */
export function categorical(
  outputs: usize,
  gradients: usize,
  stride: usize,
  count: i32,
  order: usize,
  rows: i32,
  actions: usize,
  masks: usize,
  logs: usize,
  entropies: usize,
): void {
  for (let row: i32 = 0; row < rows; row++, outputs += stride, gradients += stride) {
    const index = indexOf(order, row);
    const mask = masks === 0 ? <usize>0 : masks + index * <usize>count;
    let most: f64 = -Infinity;
    for (let at: i32 = 0; at < count; at++)
      if (mask === 0 || load<u8>(mask + <usize>at)) most = Math.max(most, <f64>load<f32>(outputs + (<usize>at << 2)));
    let sum: f64 = 0;
    let mean: f64 = 0;
    for (let at: i32 = 0; at < count; at++) {
      let share: f64 = 0;
      if (mask === 0 || load<u8>(mask + <usize>at)) {
        const logit = <f64>load<f32>(outputs + (<usize>at << 2)) - most;
        share = Math.exp(logit);
        sum += share;
        mean += share * logit;
      }
      store<f32>(gradients + (<usize>at << 2), <f32>share);
    }
    for (let at: i32 = 0; at < count; at++) {
      const place = gradients + (<usize>at << 2);
      store<f32>(place, <f32>(<f64>load<f32>(place) / sum));
    }
    const logSum = Math.log(sum);
    const chosen = <usize>(<i32>load<f64>(actions + (index << 3))) << 2;
    store<f64>(logs + (<usize>row << 3), <f64>load<f32>(outputs + chosen) - most - logSum);
    store<f64>(entropies + (<usize>row << 3), logSum - mean / sum);
  }
}

/** Gradients of Σ byLog[row] · log probability + byEntropy · entropy by the outputs, from the probabilities that lie in their place. */
export function categoricalBack(
  gradients: usize,
  stride: usize,
  count: i32,
  order: usize,
  rows: i32,
  actions: usize,
  entropies: usize,
  byLogs: usize,
  byEntropy: f64,
): void {
  for (let row: i32 = 0; row < rows; row++, gradients += stride) {
    const chosen = <i32>load<f64>(actions + (indexOf(order, row) << 3));
    const entropy = load<f64>(entropies + (<usize>row << 3));
    const byLog = load<f64>(byLogs + (<usize>row << 3));
    for (let at: i32 = 0; at < count; at++) {
      const place = gradients + (<usize>at << 2);
      const share = <f64>load<f32>(place);
      let gradient = -byLog * share;
      if (at === chosen) gradient += byLog;
      if (share > 0 && byEntropy !== 0) gradient -= byEntropy * share * (Math.log(share) + entropy);
      store<f32>(place, <f32>gradient);
    }
  }
}

function clamped(logDeviation: f64): f64 {
  return Math.min(MOST_LOG_DEVIATION, Math.max(LEAST_LOG_DEVIATION, logDeviation));
}

/**
 * The same for Gaussians of `size` dimensions before squashing; outputs are the means, then the logarithms of the deviations. The entropy is that
 * before squashing.
 */
export function squashedGaussian(
  outputs: usize,
  stride: usize,
  size: i32,
  order: usize,
  rows: i32,
  actions: usize,
  logs: usize,
  entropies: usize,
): void {
  for (let row: i32 = 0; row < rows; row++, outputs += stride) {
    let action = actions + ((indexOf(order, row) * <usize>size) << 3);
    let log: f64 = 0;
    let entropy: f64 = 0;
    for (let at: i32 = 0; at < size; at++, action += 8) {
      const logDeviation = clamped(<f64>load<f32>(outputs + (<usize>(size + at) << 2)));
      const z = (load<f64>(action) - <f64>load<f32>(outputs + (<usize>at << 2))) / Math.exp(logDeviation);
      log -= (z * z) / 2 + logDeviation + HALF_LOG_2_PI;
      entropy += logDeviation + 0.5 + HALF_LOG_2_PI;
    }
    store<f64>(logs + (<usize>row << 3), log);
    store<f64>(entropies + (<usize>row << 3), entropy);
  }
}

/** As `categoricalBack`. A deviation at its bounds has no gradient. */
export function squashedGaussianBack(
  outputs: usize,
  gradients: usize,
  stride: usize,
  size: i32,
  order: usize,
  rows: i32,
  actions: usize,
  byLogs: usize,
  byEntropy: f64,
): void {
  for (let row: i32 = 0; row < rows; row++, outputs += stride, gradients += stride) {
    let action = actions + ((indexOf(order, row) * <usize>size) << 3);
    const byLog = load<f64>(byLogs + (<usize>row << 3));
    for (let at: i32 = 0; at < size; at++, action += 8) {
      const raw = <f64>load<f32>(outputs + (<usize>(size + at) << 2));
      const deviation = Math.exp(clamped(raw));
      const z = (load<f64>(action) - <f64>load<f32>(outputs + (<usize>at << 2))) / deviation;
      store<f32>(gradients + (<usize>at << 2), <f32>((byLog * z) / deviation));
      const byDeviation = clamped(raw) === raw ? byLog * (z * z - 1) + byEntropy : 0;
      store<f32>(gradients + (<usize>(size + at) << 2), <f32>byDeviation);
    }
  }
}
