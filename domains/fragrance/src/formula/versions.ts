import type { Formula, FormulaLine } from './formula.ts';

export type Difference =
  | { readonly kind: 'added' | 'removed'; readonly line: FormulaLine }
  | { readonly kind: 'changed'; readonly from: FormulaLine; readonly to: FormulaLine }
  | { readonly kind: 'setting'; readonly field: 'name' | 'unit' | 'concentrate' | 'category' }
  | { readonly kind: 'accord'; readonly name: string };

const SETTINGS = ['name', 'unit', 'concentrate', 'category'] as const;

/** What makes another version of a formula different, settings first and then line by line. */
export function differencesOf(from: Formula, to: Formula): Difference[] {
  const settings = SETTINGS.filter((field) => from[field] !== to[field]).map(
    (field): Difference => ({ kind: 'setting', field }),
  );
  return [...settings, ...lineDifferences(from.lines, to.lines), ...accordDifferences(from, to)];
}

function lineDifferences(from: readonly FormulaLine[], to: readonly FormulaLine[]): Difference[] {
  const left = [...from];
  const found: Difference[] = [];
  for (const line of to) {
    const place = left.findIndex(({ item }) => item === line.item);
    const [before] = place === -1 ? [] : left.splice(place, 1);
    if (before === undefined) found.push({ kind: 'added', line });
    else if (textOf(before) !== textOf(line)) found.push({ kind: 'changed', from: before, to: line });
  }
  return [...found, ...left.map((line): Difference => ({ kind: 'removed', line }))];
}

function accordDifferences(from: Formula, to: Formula): Difference[] {
  const names = new Set([...Object.keys(from.accords), ...Object.keys(to.accords)]);
  return [...names]
    .filter((name) => lineDifferences(from.accords[name] ?? [], to.accords[name] ?? []).length > 0)
    .map((name) => ({ kind: 'accord', name }));
}

const textOf = ({ item, amount, dilution }: FormulaLine): string =>
  JSON.stringify([item, amount, dilution?.percent, dilution?.solvent]);
