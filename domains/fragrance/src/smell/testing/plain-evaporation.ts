import type { Evaporation, Moment, Wearing } from '../evaporation.ts';
import type { Liquid } from '../molecules.ts';
import { createActivity } from './plain-unifac.ts';
import type { UnifacTables } from '../unifac-tables.ts';

const GAS = 8.314462618;
const ZERO_CELSIUS = 273.15;
const REFERENCE = 298.15;
/** m²/s, kinematic viscosity of air at skin temperature. */
const AIR_VISCOSITY = 1.6e-5;
const TOLERANCE = 5e-3;
const FIRST_STEP = 0.5;
/** Below this fraction of what was put on, the skin is dry. */
const DRY = 1e-9;
const MAX_STEPS = 20_000;

/**
 * Pressure at another temperature by Clausius and Clapeyron, with the enthalpy of Goss and Schwarzenbach (1999),
 * ΔH = 70.0 − 3.82 ln P kJ/mol. Pa and K.
 */
function pressureAt(pressure: number, temperature: number): number {
  const enthalpy = Math.max(30, 70 - 3.82 * Math.log(pressure)) * 1000;
  return pressure * Math.exp((enthalpy / GAS) * (1 / REFERENCE - 1 / temperature));
}

/**
 * Mass transfer into moving air, k = 0.0292 u^0.78 X^−0.11 Sc^−0.67 in m/h (Mackay and Matsugu 1973), with the
 * diffusion D = 1.55 M^−0.65 cm²/s (Schwarzenbach et al. 2003). m/s; M in g/mol.
 */
function transferOf(molarMass: number, { wind, area }: Wearing): number {
  const schmidt = AIR_VISCOSITY / (1.55e-4 * molarMass ** -0.65);
  const length = Math.sqrt(area) / 100;
  return (0.0292 * (wind * 3600) ** 0.78 * length ** -0.11 * schmidt ** -0.67) / 3600;
}

/**
 * The plain reading of `evaporate`, which tests hold the prepared one against. Lets a liquid evaporate from the skin: dn_i/dt = −k_i A γ_i x_i P_i / RT. What goes into the skin is neglected.
 *
 * Each step holds λ_i = k_i A γ_i P_i / (n R T) and takes n_i to n_i exp(−λ_i h), so that nothing gets negative however fast
 * it goes; λ of the middle of the step makes it of second order, and its difference to first order sets the next step.
 *
 * @param at seconds to report, ascending
 */
export function plainEvaporate(
  liquid: Liquid,
  wearing: Wearing,
  tables: UnifacTables,
  at: readonly number[],
): Evaporation {
  const { molecules, fractions } = liquid;
  const size = molecules.length;
  const temperature = wearing.temperature + ZERO_CELSIUS;
  const activity = createActivity(
    tables,
    molecules.map(({ groups }) => groups),
    temperature,
  );
  const pressures = Float64Array.from(molecules, ({ vapourPressure }) =>
    vapourPressure === undefined ? 0 : pressureAt(vapourPressure, temperature),
  );
  const rates = Float64Array.from(
    molecules,
    ({ molarMass }, i) =>
      (transferOf(molarMass, wearing) * wearing.area * 1e-4 * (pressures[i] ?? 0)) / (GAS * temperature),
  );
  const mass = Float64Array.from(molecules, ({ molarMass }) => molarMass * 1000);
  let amounts = Float64Array.from(
    fractions,
    (fraction, i) => (fraction * wearing.milligrams) / (mass[i] ?? 1),
  );
  const start = amounts.slice();
  const wet = start.reduce((sum, amount) => sum + amount, 0);
  const gamma = new Float64Array(size);
  const x = new Float64Array(size);
  const lambda = new Float64Array(size);
  const middle = new Float64Array(size);
  const half = new Float64Array(size);
  let next = new Float64Array(size);

  const lambdas = (from: Float64Array, into: Float64Array): number => {
    let total = 0;
    for (let i = 0; i < size; i += 1) total += from[i] ?? 0;
    if (total === 0) return 0;
    for (let i = 0; i < size; i += 1) x[i] = (from[i] ?? 0) / total;
    activity.coefficients(x, gamma);
    for (let i = 0; i < size; i += 1) into[i] = ((rates[i] ?? 0) * (gamma[i] ?? 1)) / total;
    return total;
  };
  const momentOf = (seconds: number): Moment => {
    const total = lambdas(amounts, lambda);
    return {
      seconds,
      milligrams: amounts.map((amount, i) => amount * (mass[i] ?? 0)),
      air: amounts.map((amount, i) =>
        total === 0
          ? 0
          : (((gamma[i] ?? 1) * amount) / total) *
            (((pressures[i] ?? 0) * (mass[i] ?? 0)) / (GAS * temperature)),
      ),
      flow: amounts.map((amount, i) => (lambda[i] ?? 0) * amount * (mass[i] ?? 0)),
    };
  };

  const moments: Moment[] = [];
  let time = 0;
  let step = FIRST_STEP;
  let steps = 0;
  for (const target of at) {
    while (time < target) {
      const h = Math.min(step, target - time);
      const total = lambdas(amounts, lambda);
      if (total <= wet * DRY) {
        amounts.fill(0);
        break;
      }
      if (steps >= MAX_STEPS) throw new RangeError('the evaporation does not converge');
      for (let i = 0; i < size; i += 1) half[i] = (amounts[i] ?? 0) * Math.exp((-(lambda[i] ?? 0) * h) / 2);
      lambdas(half, middle);
      let error = 0;
      for (let i = 0; i < size; i += 1) {
        const amount = amounts[i] ?? 0;
        const second = amount * Math.exp(-(middle[i] ?? 0) * h);
        error += Math.abs(second - amount * Math.exp(-(lambda[i] ?? 0) * h));
        next[i] = second;
      }
      error /= (total + wet * 1e-4) * TOLERANCE;
      steps += 1;
      const factor = Math.min(4, Math.max(0.2, 0.9 / Math.sqrt(error + 1e-9)));
      if (error <= 1) {
        [amounts, next] = [next, amounts];
        time = target - time <= h ? target : time + h;
        // A step cut short by a moment to report says nothing against a longer one.
        step = Math.max(h < step ? step : 0, h * factor);
      } else {
        step = h * factor;
      }
    }
    time = target;
    moments.push(momentOf(target));
  }
  return {
    moments,
    evaporated: start.map((amount, i) => (amount - (amounts[i] ?? 0)) * (mass[i] ?? 0)),
    steps,
    activityKnown: molecules.every(
      ({ groups, vapourPressure }) => groups !== undefined || vapourPressure === undefined,
    ),
  };
}
