import { DESIGN_OBJECTIVES, type FormulaDesign, type FormulaJob, type KeptFormula } from '@accord/contract';
import { type Paint, padEnd, visible } from './terminal.ts';

const BAR = 24;
const NAMED = 3;

/** How far a search is, on one line. */
export function progressLine({ state, progress }: FormulaJob, paint: Paint): string {
  if (progress === null) return paint('dim', state);
  const { share, evaluations, best } = progress;
  const filled = Math.round(share * BAR);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  return `${bar} ${Math.round(share * 100)} %  ${evaluations} smelt${best === null ? '' : `, best ${best.toFixed(3)}`}`;
}

/** What a search found, for a person to read: the front, then the one that fits the wish best. */
export function designLines(job: FormulaJob, formulas: readonly KeptFormula[], paint: Paint): string[] {
  return [
    ...headOf(job, formulas.length, paint),
    ...(formulas.length === 0 ? [] : ['', paint('dim', FRONT_HEAD)]),
    ...formulas.map((formula, at) => frontLine(formula, at + 1)),
    ...bestLines(formulas[0], paint),
  ];
}

function headOf(
  { state, product, outcome, error, seed, algorithm, preset }: FormulaJob,
  count: number,
  paint: Paint,
): string[] {
  if (error !== null) return [paint('red', `✗ ${error.code}: ${visible(error.detail)}`), error.remedy];
  const smelt = outcome === null ? '' : `, ${outcome.evaluations} smelt`;
  const ended = state === 'cancelled' ? paint('yellow', ', ended before its time') : '';
  return [
    `${paint('bold', product)}: ${count} formulas, none better than another in everything (${algorithm}, ${preset}, seed ${seed}${smelt})${ended}`,
    ...(outcome?.required ?? []).map(
      ({ note, material }) => `for ${visible(note)} stands ${visible(material)}`,
    ),
    ...(outcome?.unknown_notes ?? []).map((note) =>
      paint('yellow', `no material is known to bring ${visible(note)}`),
    ),
  ];
}

const COLUMN = 11;
const FRONT_HEAD = ['   ', 'value', ...DESIGN_OBJECTIVES, 'strength']
  .map((name, at) => padEnd(name, at === 0 ? 4 : COLUMN))
  .join('')
  .trimEnd();

/** Distances from the wish, 0 at best. */
function frontLine({ report, design }: KeptFormula, place: number): string {
  const cells =
    design === null ? [] : [design.value, ...DESIGN_OBJECTIVES.map((name) => design.objectives[name])];
  const figures = cells.map((value) => padEnd(value.toFixed(3), COLUMN)).join('');
  return `${padEnd(String(place), 4)}${figures}${report.formula.concentrate} %`;
}

function bestLines(best: KeptFormula | undefined, paint: Paint): string[] {
  if (best === undefined) return [];
  const { report, design, id } = best;
  const { formula, law, smell } = report;
  const why = new Map(design?.reasons.map((reason) => [reason.material, reason]));
  const families = smell.leading
    .slice(0, NAMED)
    .map(({ family, share }) => `${family} ${Math.round(share * 100)} %`);
  return [
    '',
    `${paint('bold', visible(formula.name))}  ${formula.concentrate} % of concentrate; ${families.join(', ')} in the first hour; ${smell.longevity_hours.typical} h on skin`,
    ...formula.lines.map(({ item, amount }) =>
      `${padEnd(amount, 9)} ${padEnd(visible(item), 36)} ${reasonOf(why.get(item))}`.trimEnd(),
    ),
    law.passes
      ? paint(
          'green',
          `✓ meets every limit of IFRA ${law.amendment}, up to a concentrate of ${law.largest_concentrate.toFixed(2)} %`,
        )
      : paint('red', `✗ does not meet IFRA ${law.amendment}`),
    paint('dim', `formula  ${id}`),
  ];
}

/** What would be missed without a material. */
function reasonOf(reason: FormulaDesign['reasons'][number] | undefined): string {
  if (reason === undefined) return '';
  const { required_for: note, without_it: without } = reason;
  const changes = without.families
    .slice(0, 2)
    .map(
      ({ family, change }) => `${family} ${change > 0 ? '+' : '−'}${Math.round(Math.abs(change) * 100)} %`,
    );
  const parts = [
    ...(note === null ? [] : [`for ${note}`]),
    ...(changes.length === 0 ? [] : [`without it ${changes.join(', ')}`]),
  ];
  return parts.join('; ');
}
