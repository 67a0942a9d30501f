import type { Brief } from '@accord/contract';
import type { Catalogue } from '../../materials/catalogue.ts';
import { noteBookOf } from '../bearers.ts';
import { type Formula, totalOf } from '../../formula/formula.ts';
import type { Design } from '../design.ts';
import { recount } from './recount.ts';

/** Of the concentrate; told anew here. */
const MOST_PERCENT = 30;

/** What is wrong with the formulas of a design: with their law, by its own check and counted anew, and with what the brief demands. */
export function faultsOf(brief: Brief, { formulas, required }: Design, catalogue: Catalogue): string[] {
  const notes = noteBookOf(catalogue);
  const bearersOf = (note: string) => notes.bearersOf(note).map(({ material }) => material);
  return formulas.flatMap(({ formula, law }) => {
    const counted = recount(formula, catalogue);
    const materials = formula.lines.flatMap(({ item }) => catalogue.find(item) ?? []);
    const missing = required.filter(({ note }) => !bearersOf(note).some((one) => materials.includes(one)));
    const unwanted = brief.notes.excluded.filter((note) =>
      bearersOf(note).some((one) => materials.includes(one)),
    );
    return [
      ...(law.passes ? [] : ['its own law check fails']),
      ...counted.passed.map((standard) => `${standard}: passed by the recount`),
      ...(counted.phototoxicSum > 1 + 1e-9 ? ['phototoxic sum'] : []),
      ...(Math.abs(counted.phototoxicSum - law.phototoxicSum) > 1e-9 ? ['another phototoxic sum'] : []),
      ...dominating(formula, catalogue).map((item) => `more than ${MOST_PERCENT} % of ${item}`),
      ...(materials.length === formula.lines.length ? [] : ['an unknown material']),
      ...missing.map(({ note }) => `${note} is missing`),
      ...unwanted.map((note) => `${note} is in it`),
      ...(brief.constraints.vegan && materials.some(({ vegan }) => !vegan) ? ['not vegan'] : []),
      ...(brief.constraints.natural_only && materials.some(({ kind }) => kind === 'synthetic')
        ? ['not natural']
        : []),
    ];
  });
}

/** What is more of a formula than one material is meant to be, solvents apart. */
function dominating({ lines }: Formula, catalogue: Catalogue): string[] {
  const most = (MOST_PERCENT / 100) * totalOf(lines);
  return lines
    .filter(({ item, amount }) => amount > most && catalogue.find(item)?.kind !== 'solvent')
    .map(({ item }) => item);
}
