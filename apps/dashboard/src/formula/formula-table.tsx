import type { FormulaDesign, KeptFormula } from '@accord/contract';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { addVersion } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { figure } from './figure.ts';

interface FormulaTableProps {
  readonly kept: KeptFormula;
  readonly revise: (next: KeptFormula) => void;
}

/** What is in a formula and why. Parts can be changed; what was changed is checked and kept as a further version. */
export function FormulaTable({ kept, revise }: FormulaTableProps): ReactNode {
  const text = useText();
  const words = text.formula.table;
  const { formula, materials } = kept.report;
  const [parts, setParts] = useState<ReadonlyMap<number, string>>(new Map());
  const [note, setNote] = useState('');
  const keeping = useMutation({
    mutationFn: () => {
      const lines = formula.lines.flatMap(({ item, amount, dilution }, at) => {
        const changed = (parts.get(at) ?? amount).trim();
        if (changed === '' || Number(changed) === 0) return [];
        return [{ item, amount: changed, ...(dilution !== null && { dilution }) }];
      });
      return addVersion(kept.id, { formula: { lines, accords: accordsOf(kept) }, note });
    },
    onSuccess: revise,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    keeping.mutate();
  };
  const reasons = new Map(kept.design?.reasons.map((reason) => [reason.material, reason]));
  const shares = new Map(materials.map((material) => [material.name, material]));
  return (
    <form aria-labelledby="table-title" onSubmit={submit} className="formula-form">
      <h3 className="section-title" id="table-title">
        {words.title}
      </h3>
      <table className="plain-table formula-table">
        <thead>
          <tr>
            <th scope="col">{words.material}</th>
            <th scope="col">{words.parts}</th>
            <th scope="col">{words.ofConcentrate}</th>
            <th scope="col">{words.ofProduct}</th>
          </tr>
        </thead>
        <tbody>
          {formula.lines.map(({ item, amount }, at) => (
            <tr key={item}>
              <th scope="row">
                {item}
                <span className="beside">{reasonOf(reasons.get(item), text)}</span>
              </th>
              <td>
                <input
                  className="parts"
                  inputMode="decimal"
                  aria-label={words.partsOf(item)}
                  value={parts.get(at) ?? amount}
                  onChange={(event) => setParts(new Map(parts).set(at, event.target.value))}
                />
              </td>
              <td>{percentText(shares.get(item)?.percent)}</td>
              <td>{percentText(shares.get(item)?.in_product_percent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {parts.size > 0 && (
        <div className="formula-keep not-printed">
          <label className="field">
            <span>{words.note}</span>
            <input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          </label>
          <button type="submit" className="button" disabled={keeping.isPending}>
            {words.keep}
          </button>
        </div>
      )}
      {keeping.error && <ProblemNotice failure={keeping.error} retry={() => keeping.mutate()} />}
      {kept.version > 1 && (
        <p className="beside" role="status">
          {words.kept(kept.version)} {kept.note}
        </p>
      )}
    </form>
  );
}

const accordsOf = ({ report }: KeptFormula) =>
  Object.fromEntries(
    Object.entries(report.formula.accords).map(([name, lines]) => [
      name,
      lines.map(({ item, amount, dilution }) => ({ item, amount, ...(dilution !== null && { dilution }) })),
    ]),
  );

const percentText = (percent: number | undefined): string => (percent === undefined ? '' : figure(percent));

const TOLD = 2;

/** The note it stands for, and the families that would be smelt more or less without it. */
function reasonOf(reason: FormulaDesign['reasons'][number] | undefined, text: Dictionary): string {
  if (reason === undefined) return '';
  const words = text.formula.table;
  const changes = reason.without_it.families
    .slice(0, TOLD)
    .map(
      ({ family, change }) =>
        `${text.families.names[family]} ${change > 0 ? '+' : '−'}${Math.round(Math.abs(change) * 100)} %`,
    );
  return [
    ...(reason.required_for === null ? [] : [words.standsFor(reason.required_for)]),
    ...(changes.length === 0 ? [] : [words.without(changes.join(', '))]),
  ].join('; ');
}
