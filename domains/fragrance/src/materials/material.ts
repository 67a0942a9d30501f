import type { Family } from '@accord/contract';

/** A figure with where it is from. */
export interface Figure {
  readonly value: number;
  readonly unit: 'g/mol' | 'Pa' | 'mg/m3';
  readonly source: string;
  /** One standard deviation in decades; undefined where the source tells none. */
  readonly log10Uncertainty: number | undefined;
}

/**
 * Perceived intensity over concentration, I = max / (1 + exp(−(log10 c − c50) / slope)), c in mg/m³ of air and I from 0
 * to 100 (Wakayama et al. 2019, doi 10.1021/acs.iecr.9b01225).
 */
export interface DoseResponse {
  readonly max: number;
  readonly c50: number;
  readonly slope: number;
}

export const MATERIAL_KINDS = ['synthetic', 'natural', 'animal', 'solvent'] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

export const PRICE_CLASSES = ['entry', 'mid', 'premium', 'luxury'] as const;
export type PriceClass = (typeof PRICE_CLASSES)[number];

export const NOTE_CLASSES = ['top', 'heart', 'base'] as const;
export type NoteClass = (typeof NOTE_CLASSES)[number];

/** How well a share in a natural is known, the best first. `unverified` is general knowledge that nobody looked up. */
export const CONFIDENCES = ['measured', 'range of a standard', 'literature', 'unverified'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A part of a natural. */
export interface Constituent {
  readonly name: string;
  /** Undefined for a fraction without one, such as what does not evaporate. */
  readonly cas: string | undefined;
  /** % of the natural by weight. */
  readonly percent: number;
  readonly source: string;
  readonly confidence: Confidence;
}

/** A perfumery material. What is undefined is unknown: never zero, never safe. */
export interface Material {
  readonly name: string;
  readonly synonyms: readonly string[];
  /** The first is the usual one. Empty when none is known. */
  readonly cas: readonly string[];
  readonly kind: MaterialKind;
  readonly smiles: string | undefined;
  readonly molarMass: Figure | undefined;
  readonly vapourPressure: Figure | undefined;
  /** The concentration in air at which half of a panel notices it. */
  readonly threshold: Figure | undefined;
  readonly doseResponse: DoseResponse | undefined;
  /** What is doubtful about threshold or dose-response. */
  readonly doubt: string | undefined;
  readonly families: readonly (readonly [family: Family, weight: number])[];
  /** Words that the glossary of IFRA describes its smell with, the most fitting first. */
  readonly descriptors: readonly string[];
  readonly note: NoteClass | undefined;
  /** True means only that it does not come from an animal. */
  readonly vegan: boolean;
  readonly priceClass: PriceClass | undefined;
  /** What a natural is made of, as far as it is known. Empty for everything else. */
  readonly constituents: readonly Constituent[];
  /** Its name in the annex of IFRA on constituents of naturals. */
  readonly annexName: string | undefined;
  /** Standards that its CAS number leads to and that do not hold for this grade. */
  readonly exemptFrom: readonly string[];
}
