/**
 * @typedef {object} Baseline what the figure is compared with, measured in the same run
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 *
 * @typedef {object} Figure
 * @property {string} id stable name; issues and the reference speak of it
 * @property {number} value
 * @property {string} unit
 * @property {string | null} target such as `< 0.2`, in the unit of the value; null when there is none
 * @property {boolean | null} holds whether the target is met
 * @property {Baseline | null} baseline
 * @property {string} how what was done to measure it
 */

const RELATIONS = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>=': (value, bound) => value >= bound,
};

/** @returns {Figure} */
export function figure({ id, value, unit, target = null, baseline = null, how }) {
  return { id, value, unit, target, holds: target === null ? null : meets(value, target), baseline, how };
}

function meets(value, target) {
  const [relation, bound] = target.split(' ');
  const holds = RELATIONS[relation];
  if (holds === undefined || !Number.isFinite(Number(bound))) throw new TypeError(`not a target: ${target}`);
  return holds(value, Number(bound));
}

/** Promised ids that no figure has; a figure that is not a number counts as missing. */
export function missingFigures(ids, figures) {
  const measured = new Set(figures.filter(({ value }) => Number.isFinite(value)).map(({ id }) => id));
  return ids.filter((id) => !measured.has(id));
}

/** The value that the given share of the samples does not exceed (nearest rank). */
export function quantile(samples, share) {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (samples) => quantile(samples, 0.5);

/** Rounded to four significant digits: what a run can tell. */
export const rounded = (value) => Number(value.toPrecision(4));
