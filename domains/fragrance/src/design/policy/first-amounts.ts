import type { Studio } from '../studio.ts';
import type { Traits } from './traits.ts';

const QUIET = 4;
/** What the quiet ones have at least. */
const LEAST_QUIET = 0.3;
/** Doses of the others: less than alone, as many are smelt together. */
const DOSES = 0.2;
/** What price and allergens count beside how far a material goes the way to what is asked for. */
const DEAR = 0.1;

/**
 * Writes the amounts that work on a formula begins with: the required materials, then in turn of each note class the one that
 * goes farthest the way from those before it to what is asked for, as many as are asked for, in a bulk of quiet ones.
 */
export function firstAmounts({ aim, decoder }: Studio, traits: Traits, amounts: Float64Array): void {
  const profile = new Float64Array(aim.profile.length);
  const alignment = new Float64Array(traits.dose.length);
  const add = (m: number): void => {
    amounts[m] = DOSES * (traits.dose[m] as number);
    traits.addTo(profile, m);
  };
  const scoreOf = (m: number): number =>
    (alignment[m] as number) - DEAR * ((traits.dearness[m] as number) + (traits.allergens[m] as number));
  amounts.fill(0);
  for (let m = 0; m < decoder.required; m += 1) add(m);
  const others = Math.max(1, aim.materials - QUIET - decoder.required);
  for (let turn = 0; turn < others; turn += 1) {
    traits.align(profile, alignment);
    const absent = (traits.byNote[turn % traits.byNote.length] ?? []).filter((m) => amounts[m] === 0);
    const [first] = absent;
    if (first === undefined) continue;
    add(absent.reduce((best, m) => (scoreOf(m) > scoreOf(best) ? m : best), first));
  }
  const loud = amounts.reduce((sum, amount) => sum + amount, 0);
  const quiet = traits.quiet.filter((m) => amounts[m] === 0).slice(0, QUIET);
  for (const m of quiet) amounts[m] = Math.max(LEAST_QUIET, 1 - loud) / quiet.length;
}
