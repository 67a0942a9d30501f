import { FAMILIES } from '@accord/contract';
import type { Material } from '../materials/material.ts';
import type { Molecule } from './molecules.ts';

/** Stevens' exponent of odours, near the mean of those measured (Patte, Etcheto and Laffort 1975, from 0.1 to 0.8). */
const STEVENS = 0.35;
/** Odour values at which the two scales are made to agree. */
const ANCHOR = 100;

/** I = max / (1 + exp(−(log10 c − c50) / slope)); c in mg/m³, I from 0 to 100. */
function doseResponse(
  { max, c50, slope }: NonNullable<Material['doseResponse']>,
  concentration: number,
): number {
  return concentration > 0 ? max / (1 + Math.exp(-(Math.log10(concentration) - c50) / slope)) : 0;
}

/** Times its threshold; undefined when that is unknown. */
export function odourValue({ material }: Molecule, concentration: number): number | undefined {
  return material?.threshold === undefined ? undefined : concentration / material.threshold.value;
}

/**
 * Perceived intensities from 0 to 100: the measured dose-response where there is one, else Stevens' law k OV^0.35. k is the
 * one at which the median of the materials with a dose-response agrees with it at a hundred times the threshold.
 */
export function createIntensity(
  materials: readonly Material[],
): (molecule: Molecule, concentration: number) => number | undefined {
  const anchors = materials
    .flatMap(({ doseResponse: curve, threshold }) =>
      curve === undefined || threshold === undefined ? [] : [doseResponse(curve, threshold.value * ANCHOR)],
    )
    .sort((one, other) => one - other);
  const factor = (anchors[Math.floor(anchors.length / 2)] ?? NaN) / ANCHOR ** STEVENS;
  return (molecule, concentration) => {
    const curve = molecule.material?.doseResponse;
    const value = odourValue(molecule, concentration);
    // Below its threshold nothing is smelt, whatever the fit says of such concentrations.
    if (value !== undefined && value < 1) return 0;
    if (curve !== undefined) return doseResponse(curve, concentration);
    return value === undefined ? undefined : Math.min(100, factor * value ** STEVENS);
  };
}

/** Weights of the families, {@link FAMILIES} wide, a row for each molecule; each row adds up to 1, or is 0 where nobody knows. */
export function familyWeights(molecules: readonly Molecule[]): Float64Array {
  const weights = new Float64Array(molecules.length * FAMILIES.length);
  molecules.forEach(({ families }, i) => {
    const whole = families.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [family, weight] of families)
      weights[i * FAMILIES.length + FAMILIES.indexOf(family)] = weight / whole;
  });
  return weights;
}
