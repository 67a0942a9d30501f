import type { FormulaDesign } from '@accord/contract';
import type { DesignedFormula } from '../design/index.ts';

/** Why a formula was chosen, as it is sent. */
export const designReply = ({ value, objectives, reasons }: DesignedFormula): FormulaDesign => ({
  value,
  objectives,
  reasons: reasons.map(({ material, percent, requiredFor, withoutIt }) => ({
    material,
    percent,
    required_for: requiredFor ?? null,
    without_it: { ...withoutIt, families: [...withoutIt.families] },
  })),
});
