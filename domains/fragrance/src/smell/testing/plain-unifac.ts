import type { Groups, UnifacTables } from '../unifac-tables.ts';

/** Activity coefficients of one set of molecules at one temperature. */
interface Activity {
  /**
   * Writes γ of each molecule for the mole fractions `x`; both have one place a molecule. Molecules without groups are
   * taken as ideal, γ = 1, and the others as if they were alone.
   */
  coefficients(x: Float64Array, gamma: Float64Array): void;
}

interface Molecule {
  readonly place: number;
  readonly volume: number;
  readonly surface: number;
  /** ν_k of each group of the mixture. */
  readonly counts: Float64Array;
  /** ln Γ_k in the pure molecule. */
  readonly pure: Float64Array;
}

/**
 * The plain reading of UNIFAC, over subgroups, which tests hold the prepared one against. The original UNIFAC (Fredenslund, Jones and Prausnitz 1975, doi 10.1002/aic.690210607):
 * ln γ = 1 − V + ln V − 5 q (1 − V/F + ln(V/F)) + Σ_k ν_k (ln Γ_k − ln Γ_k,pure), with V = r/Σxr, F = q/Σxq,
 * ln Γ_k = Q_k (1 − ln Σ_m θ_m ψ_mk − Σ_m θ_m ψ_km / Σ_n θ_n ψ_nm) and ψ_mn = exp(−a_mn/T). Temperature in K.
 */
export function createActivity(
  tables: UnifacTables,
  groups: readonly (Groups | undefined)[],
  temperature: number,
): Activity {
  const ids = [...new Set(groups.flatMap((one) => [...(one?.keys() ?? [])]))];
  const residual = createResidual(tables, ids, temperature);
  const molecules = groups.flatMap((one, place) => (one === undefined ? [] : [moleculeOf(one, place)]));

  function moleculeOf(one: Groups, place: number): Molecule {
    const counts = Float64Array.from(ids, (id) => one.get(id) ?? 0);
    const sum = (figure: 'volume' | 'surface'): number =>
      ids.reduce((total, id, k) => total + (counts[k] ?? 0) * (tables.subgroups.get(id)?.[figure] ?? NaN), 0);
    const pure = new Float64Array(ids.length);
    residual(counts, pure);
    return { place, volume: sum('volume'), surface: sum('surface'), counts, pure };
  }

  const mixed = new Float64Array(ids.length);
  const logs = new Float64Array(ids.length);
  return {
    coefficients(x, gamma) {
      gamma.fill(1);
      mixed.fill(0);
      let total = 0;
      let volume = 0;
      let surface = 0;
      for (const { place, volume: r, surface: q, counts } of molecules) {
        const share = x[place] ?? 0;
        total += share;
        volume += share * r;
        surface += share * q;
        for (let k = 0; k < mixed.length; k += 1) mixed[k] = (mixed[k] ?? 0) + share * (counts[k] ?? 0);
      }
      if (total === 0) return;
      residual(mixed, logs);
      for (const { place, volume: r, surface: q, counts, pure } of molecules) {
        const V = (r * total) / volume;
        const ratio = (V * surface) / (q * total);
        let log = 1 - V + Math.log(V) - 5 * q * (1 - ratio + Math.log(ratio));
        for (let k = 0; k < counts.length; k += 1) {
          const count = counts[k] ?? 0;
          if (count !== 0) log += count * ((logs[k] ?? 0) - (pure[k] ?? 0));
        }
        gamma[place] = Math.exp(log);
      }
    },
  };
}

/** Writes ln Γ_k of a mixture of groups, given the amount of each. */
function createResidual(
  tables: UnifacTables,
  ids: readonly number[],
  temperature: number,
): (amounts: Float64Array, logs: Float64Array) => void {
  const size = ids.length;
  const surfaces = Float64Array.from(ids, (id) => {
    const subgroup = tables.subgroups.get(id);
    if (subgroup === undefined) throw new TypeError(`there is no subgroup ${id}`);
    return subgroup.surface;
  });
  const mains = ids.map((id) => tables.subgroups.get(id)?.mainGroup ?? 0);
  const psi = new Float64Array(size * size);
  for (let m = 0; m < size; m += 1) {
    for (let n = 0; n < size; n += 1)
      psi[m * size + n] = Math.exp(-tables.interaction(mains[m] ?? 0, mains[n] ?? 0) / temperature);
  }
  const theta = new Float64Array(size);
  const sums = new Float64Array(size);
  return (amounts, logs) => {
    let surface = 0;
    for (let k = 0; k < size; k += 1) surface += (amounts[k] ?? 0) * (surfaces[k] ?? 0);
    sums.fill(0);
    for (let m = 0; m < size; m += 1) {
      const part = ((amounts[m] ?? 0) * (surfaces[m] ?? 0)) / surface;
      theta[m] = part;
      if (part !== 0)
        for (let k = 0; k < size; k += 1) sums[k] = (sums[k] ?? 0) + part * (psi[m * size + k] ?? 0);
    }
    for (let m = 0; m < size; m += 1) theta[m] = (theta[m] ?? 0) / (sums[m] ?? 1);
    for (let k = 0; k < size; k += 1) {
      let quotient = 0;
      for (let m = 0; m < size; m += 1) quotient += (theta[m] ?? 0) * (psi[k * size + m] ?? 0);
      logs[k] = (surfaces[k] ?? 0) * (1 - Math.log(sums[k] ?? 1) - quotient);
    }
  };
}
