import type { Groups, UnifacTables } from './unifac-tables.ts';

/** Activity coefficients of one set of molecules at one temperature. */
export interface Activity {
  /**
   * Writes γ of the molecules at `places`, the first `count` of them, for amounts in any unit; everything else is taken to be
   * absent. Molecules without groups are taken as ideal, γ = 1, and the others as if they were alone.
   */
  coefficients(amounts: Float64Array, gamma: Float64Array, places: Int32Array, count: number): void;
}

/** UNIFAC at one temperature. */
export interface Unifac {
  /** Prepares a set of molecules, one place for each; what is known of each molecule is computed once. */
  activityOf(groups: readonly (Groups | undefined)[]): Activity;
}

/** All that UNIFAC needs of a molecule. */
interface Prepared {
  readonly volume: number;
  readonly surface: number;
  /** Main groups by their place in the table, and Σ ν_k Q_k over the subgroups of each. */
  readonly mains: readonly number[];
  readonly surfaces: readonly number[];
  /** Everything of ln γ that does not depend on the mixture. */
  readonly constant: number;
}

/**
 * The original UNIFAC (Fredenslund, Jones and Prausnitz 1975, doi 10.1002/aic.690210607):
 * ln γ = 1 − V + ln V − 5 q (1 − V/F + ln(V/F)) + Σ_k ν_k (ln Γ_k − ln Γ_k,pure), with V = r/Σxr, F = q/Σxq,
 * ln Γ_k = Q_k (1 − ln Σ_m θ_m ψ_mk − Σ_m θ_m ψ_km / Σ_n θ_n ψ_nm) and ψ_mn = exp(−a_mn/T). Temperature in K.
 *
 * Subgroups of one main group share ψ, so that ln Γ_k = Q_k L_M for the main group M of k: the sums run over main groups, and a
 * molecule contributes Σ_M q_M L_M with q_M = Σ_k∈M ν_k Q_k.
 */
export function createUnifac(tables: UnifacTables, temperature: number): Unifac {
  const ids = [...new Set([...tables.subgroups.values()].map(({ mainGroup }) => mainGroup))];
  const places = new Map(ids.map((id, place) => [id, place]));
  const psi = Float64Array.from({ length: ids.length ** 2 }, (_, at) =>
    Math.exp(
      -tables.interaction(ids[Math.floor(at / ids.length)] ?? 0, ids[at % ids.length] ?? 0) / temperature,
    ),
  );
  const known = new WeakMap<Groups, Prepared>();

  const preparedOf = (groups: Groups): Prepared => {
    let prepared = known.get(groups);
    if (prepared === undefined) known.set(groups, (prepared = prepare(tables, groups, places, psi)));
    return prepared;
  };
  return {
    activityOf: (groups) =>
      mixtureOf(
        groups.map((one) => (one === undefined ? undefined : preparedOf(one))),
        psi,
        ids.length,
      ),
  };
}

/** @throws TypeError for a subgroup that the tables lack */
function prepare(
  tables: UnifacTables,
  groups: Groups,
  places: ReadonlyMap<number, number>,
  psi: Float64Array,
): Prepared {
  let volume = 0;
  let surface = 0;
  const byMain = new Map<number, number>();
  for (const [id, count] of groups) {
    const subgroup = tables.subgroups.get(id);
    if (subgroup === undefined) throw new TypeError(`there is no subgroup ${id}`);
    volume += count * subgroup.volume;
    surface += count * subgroup.surface;
    const main = places.get(subgroup.mainGroup) ?? 0;
    byMain.set(main, (byMain.get(main) ?? 0) + count * subgroup.surface);
  }
  const mains = [...byMain.keys()];
  const surfaces = [...byMain.values()];
  const residual = createResidual(mains, psi, places.size);
  residual.theta.set(surfaces.map((one) => one / surface));
  residual.solve();
  const pure = surfaces.reduce((sum, one, m) => sum + one * (residual.logs[m] ?? 0), 0);
  return {
    volume,
    surface,
    mains,
    surfaces,
    constant: 1 + Math.log(volume) - 5 * surface * (1 + Math.log(volume / surface)) - pure,
  };
}

function mixtureOf(
  molecules: readonly (Prepared | undefined)[],
  table: Float64Array,
  tableSize: number,
): Activity {
  const mains = [...new Set(molecules.flatMap((one) => one?.mains ?? []))];
  const residual = createResidual(mains, table, tableSize);
  const { theta, logs } = residual;
  const present = Uint8Array.from(molecules, (one) => (one === undefined ? 0 : 1));
  const volumes = Float64Array.from(molecules, (one) => one?.volume ?? 0);
  const surfaces = Float64Array.from(molecules, (one) => one?.surface ?? 0);
  const constants = Float64Array.from(molecules, (one) => one?.constant ?? 0);
  // Main groups of molecule i are in the places first[i] to first[i + 1] of `column` and `value`.
  const first = new Int32Array(molecules.length + 1);
  molecules.forEach((one, i) => (first[i + 1] = (first[i] ?? 0) + (one?.mains.length ?? 0)));
  const column = Int32Array.from(molecules.flatMap((one) => one?.mains.map((id) => mains.indexOf(id)) ?? []));
  const value = Float64Array.from(molecules.flatMap((one) => one?.surfaces ?? []));

  return {
    coefficients(amounts, gamma, places, count) {
      let total = 0;
      let volume = 0;
      let surface = 0;
      theta.fill(0);
      for (let at = 0; at < count; at += 1) {
        const i = places[at] as number;
        gamma[i] = 1;
        if (present[i] === 0) continue;
        const amount = amounts[i] as number;
        total += amount;
        volume += amount * (volumes[i] as number);
        surface += amount * (surfaces[i] as number);
        for (let k = first[i] as number, end = first[i + 1] as number; k < end; k += 1) {
          const m = column[k] as number;
          theta[m] = (theta[m] as number) + amount * (value[k] as number);
        }
      }
      if (total === 0) return;
      for (let m = 0; m < theta.length; m += 1) theta[m] = (theta[m] as number) / surface;
      residual.solve();
      const byVolume = total / volume;
      const bySurface = surface / volume;
      const logVolume = Math.log(byVolume);
      const logSurface = Math.log(bySurface);
      for (let at = 0; at < count; at += 1) {
        const i = places[at] as number;
        if (present[i] === 0) continue;
        let log =
          (constants[i] as number) +
          logVolume +
          (volumes[i] as number) * (5 * bySurface - byVolume) -
          5 * (surfaces[i] as number) * logSurface;
        for (let k = first[i] as number, end = first[i + 1] as number; k < end; k += 1)
          log += (value[k] as number) * (logs[column[k] as number] as number);
        gamma[i] = Math.exp(log);
      }
    },
  };
}

interface Residual {
  /** Shares of the main groups in the surface, to be written before `solve`. */
  readonly theta: Float64Array;
  /** L of each main group that is there. */
  readonly logs: Float64Array;
  solve(): void;
}

function createResidual(mains: readonly number[], table: Float64Array, tableSize: number): Residual {
  const size = mains.length;
  const psi = Float64Array.from(
    { length: size * size },
    (_, at) => table[(mains[Math.floor(at / size)] ?? 0) * tableSize + (mains[at % size] ?? 0)] ?? 1,
  );
  const theta = new Float64Array(size);
  const logs = new Float64Array(size);
  const sums = new Float64Array(size);
  const present = new Int32Array(size);
  return {
    theta,
    logs,
    solve() {
      let count = 0;
      for (let m = 0; m < size; m += 1) {
        if (theta[m] === 0) continue;
        present[count++] = m;
        sums[m] = 0;
      }
      for (let one = 0; one < count; one += 1) {
        const m = present[one] as number;
        const part = theta[m] as number;
        const row = m * size;
        for (let other = 0; other < count; other += 1) {
          const n = present[other] as number;
          sums[n] = (sums[n] as number) + part * (psi[row + n] as number);
        }
      }
      for (let one = 0; one < count; one += 1) {
        const m = present[one] as number;
        theta[m] = (theta[m] as number) / (sums[m] as number);
      }
      for (let one = 0; one < count; one += 1) {
        const m = present[one] as number;
        const row = m * size;
        let quotient = 0;
        for (let other = 0; other < count; other += 1) {
          const n = present[other] as number;
          quotient += (theta[n] as number) * (psi[row + n] as number);
        }
        logs[m] = 1 - Math.log(sums[m] as number) - quotient;
      }
    },
  };
}
