import type { Liquid, Molecule } from './molecules.ts';
import { createUnifac, type Unifac } from './unifac.ts';
import type { UnifacTables } from './unifac-tables.ts';

/** How a perfume is worn. */
export interface Wearing {
  /** mg of finished product. */
  readonly milligrams: number;
  /** cm² of skin. */
  readonly area: number;
  /** °C of the skin. */
  readonly temperature: number;
  /** m/s of air over it. */
  readonly wind: number;
}

/** Two sprays on a forearm indoors. */
export const WORN: Wearing = { milligrams: 100, area: 50, temperature: 32, wind: 0.165 };

/** The liquid and the air above it at one moment. */
export interface Moment {
  /** Seconds after it was put on. */
  readonly seconds: number;
  /** mg left of each molecule. */
  readonly milligrams: Float64Array;
  /** mg/m³ of each molecule in the air at the surface, in equilibrium with the liquid. */
  readonly air: Float64Array;
  /** mg/s that leave of each molecule. */
  readonly flow: Float64Array;
}

export interface Evaporation {
  readonly moments: readonly Moment[];
  /** mg of each molecule that left until the last moment. */
  readonly evaporated: Float64Array;
  readonly steps: number;
  /** False when some molecule that evaporates has no groups and is taken as ideal. */
  readonly activityKnown: boolean;
}

const GAS = 8.314462618;
const ZERO_CELSIUS = 273.15;
const REFERENCE = 298.15;
/** m²/s, kinematic viscosity of air at skin temperature. */
const AIR_VISCOSITY = 1.6e-5;
/** Error of a step in the amount that is left, as a part of it. */
const TOLERANCE = 5e-3;
const FIRST_STEP = 0.5;
/** Below this fraction of what was put on, the skin is dry. */
const DRY = 1e-9;
const MAX_STEPS = 20_000;
/** Below this fraction of what was put on, a molecule is gone; numbers much smaller would slow the machine down. */
const GONE = 1e-30;

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

/** A set of molecules on the skin, prepared once and let evaporate as often as is wanted. */
export interface Evaporator {
  /** Of the moment that is reported: mmol left, mg/m³ at the surface, and mg/s that leave, a place for each molecule. */
  readonly amounts: Float64Array;
  readonly air: Float64Array;
  readonly flow: Float64Array;
  /** mg in a mmol of each molecule. */
  readonly mass: Float64Array;
  /** mg/m³ above each molecule alone. */
  readonly saturated: Float64Array;
  /**
   * Lets `fractions` of the product evaporate and calls `report` at each of the times, in seconds and ascending. Returns the
   * steps that were taken. Nothing is allocated.
   */
  run(fractions: Float64Array, at: readonly number[], report: (index: number) => void): number;
}

/** UNIFAC at the temperature of the skin. */
export const skinUnifac = (tables: UnifacTables, wearing: Wearing): Unifac =>
  createUnifac(tables, wearing.temperature + ZERO_CELSIUS);

/**
 * Evaporation from the skin: dn_i/dt = −k_i A γ_i x_i P_i / RT. What goes into the skin is neglected.
 *
 * Each step holds λ_i = k_i A γ_i P_i / (n R T) and takes n_i to n_i exp(−λ_i h), so that nothing gets negative however fast
 * it goes; λ of the middle of the step makes it of second order, and its difference to first order sets the next step.
 *
 * @param unifac at the temperature of the skin
 * @param tolerance of a step, as a part of what is left
 */
export function createEvaporator(
  molecules: readonly Molecule[],
  wearing: Wearing,
  unifac: Unifac,
  tolerance = TOLERANCE,
): Evaporator {
  const size = molecules.length;
  const temperature = wearing.temperature + ZERO_CELSIUS;
  const activity = unifac.activityOf(molecules.map(({ groups }) => groups));
  const pressures = Float64Array.from(molecules, ({ vapourPressure }) =>
    vapourPressure === undefined ? 0 : pressureAt(vapourPressure, temperature),
  );
  const rates = Float64Array.from(
    molecules,
    ({ molarMass }, i) =>
      (transferOf(molarMass, wearing) * wearing.area * 1e-4 * (pressures[i] ?? 0)) / (GAS * temperature),
  );
  const mass = Float64Array.from(molecules, ({ molarMass }) => molarMass * 1000);
  const saturated = pressures.map((pressure, i) => (pressure * (mass[i] ?? 0)) / (GAS * temperature));
  const amounts = new Float64Array(size);
  const air = new Float64Array(size);
  const flow = new Float64Array(size);
  const gamma = new Float64Array(size);
  const lambda = new Float64Array(size);
  const middle = new Float64Array(size);
  const half = new Float64Array(size);
  const whole = new Float64Array(size);
  const next = new Float64Array(size);
  /** The places of what is left, of which there are `left`. */
  const places = new Int32Array(size);
  let left = 0;

  const lambdas = (from: Float64Array, into: Float64Array): number => {
    let total = 0;
    for (let at = 0; at < left; at += 1) total += from[places[at] as number] as number;
    if (total === 0) return 0;
    activity.coefficients(from, gamma, places, left);
    for (let at = 0; at < left; at += 1) {
      const i = places[at] as number;
      into[i] = ((rates[i] as number) * (gamma[i] as number)) / total;
    }
    return total;
  };
  const begin = (fractions: Float64Array): number => {
    left = 0;
    let wet = 0;
    for (let i = 0; i < size; i += 1) {
      const amount = ((fractions[i] as number) * wearing.milligrams) / (mass[i] as number);
      amounts[i] = amount;
      air[i] = 0;
      flow[i] = 0;
      wet += amount;
      if (amount > 0) places[left++] = i;
    }
    return wet;
  };
  /** One step of `h` seconds into `next`. Returns its error in units of what is tolerated. */
  const stepBy = (h: number, total: number, wet: number): number => {
    for (let at = 0; at < left; at += 1) {
      const i = places[at] as number;
      const decay = Math.exp((-(lambda[i] as number) * h) / 2);
      const amount = (amounts[i] as number) * decay;
      half[i] = amount;
      whole[i] = amount * decay;
    }
    lambdas(half, middle);
    let error = 0;
    for (let at = 0; at < left; at += 1) {
      const i = places[at] as number;
      const second = (amounts[i] as number) * Math.exp(-(middle[i] as number) * h);
      error += Math.abs(second - (whole[i] as number));
      next[i] = second;
    }
    return error / ((total + wet * 1e-4) * tolerance);
  };
  const accept = (gone: number): void => {
    let kept = 0;
    for (let at = 0; at < left; at += 1) {
      const i = places[at] as number;
      const amount = next[i] as number;
      amounts[i] = amount > gone ? amount : 0;
      if (amount > gone) places[kept++] = i;
      else air[i] = flow[i] = 0;
    }
    left = kept;
  };
  const dry = (): void => {
    amounts.fill(0);
    air.fill(0);
    flow.fill(0);
    left = 0;
  };
  const tell = (total: number): void => {
    for (let at = 0; at < left; at += 1) {
      const i = places[at] as number;
      const amount = amounts[i] as number;
      air[i] = (((gamma[i] as number) * amount) / total) * (saturated[i] as number);
      flow[i] = (lambda[i] as number) * amount * (mass[i] as number);
    }
  };

  return {
    amounts,
    air,
    flow,
    mass,
    saturated,
    run(fractions, at, report) {
      const wet = begin(fractions);
      let total = lambdas(amounts, lambda);
      let time = 0;
      let step = FIRST_STEP;
      let steps = 0;
      for (let index = 0; index < at.length; index += 1) {
        const target = at[index] as number;
        while (time < target) {
          if (total <= wet * DRY) {
            dry();
            break;
          }
          if (steps >= MAX_STEPS) throw new RangeError('the evaporation does not converge');
          const h = Math.min(step, target - time);
          const error = stepBy(h, total, wet);
          steps += 1;
          const factor = Math.min(4, Math.max(0.2, 0.9 / Math.sqrt(error + 1e-9)));
          if (error > 1) {
            step = h * factor;
            continue;
          }
          accept(wet * GONE);
          total = lambdas(amounts, lambda);
          time = target - time <= h ? target : time + h;
          // A step cut short by a moment to report says nothing against a longer one.
          step = Math.max(h < step ? step : 0, h * factor);
        }
        time = target;
        if (left > 0) tell(total);
        report(index);
      }
      return steps;
    },
  };
}

/**
 * Lets a liquid evaporate once.
 *
 * @param at seconds to report, ascending
 */
export function evaporate(
  { molecules, fractions }: Liquid,
  wearing: Wearing,
  tables: UnifacTables,
  at: readonly number[],
): Evaporation {
  const evaporator = createEvaporator(molecules, wearing, skinUnifac(tables, wearing));
  const { amounts, air, flow, mass } = evaporator;
  const moments: Moment[] = [];
  const steps = evaporator.run(fractions, at, (index) => {
    moments.push({
      seconds: at[index] ?? 0,
      milligrams: amounts.map((amount, i) => amount * (mass[i] ?? 0)),
      air: air.slice(),
      flow: flow.slice(),
    });
  });
  return {
    moments,
    evaporated: fractions.map(
      (fraction, i) => fraction * wearing.milligrams - (amounts[i] ?? 0) * (mass[i] ?? 0),
    ),
    steps,
    activityKnown: isActivityKnown(molecules),
  };
}

/** False when some molecule that evaporates has no groups. */
export const isActivityKnown = (molecules: readonly Molecule[]): boolean =>
  molecules.every(({ groups, vapourPressure }) => groups !== undefined || vapourPressure === undefined);
