import type { KeptFormula } from '@accord/contract';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { Choice } from './choice.tsx';
import { figure } from './figure.ts';
import { Scrolled } from './scrolled.tsx';
import { linesOf } from './compared-lines.ts';

interface ComparisonProps {
  readonly one: KeptFormula;
  readonly others: readonly KeptFormula[];
  readonly nameOf: (kept: KeptFormula) => string;
}

const keyOf = ({ id, version }: KeptFormula): string => `${id} ${version}`;

/** Two formulas or versions beside each other, by material and by what they come to. */
export function Comparison({ one, others, nameOf }: ComparisonProps): ReactNode {
  const text = useText();
  const words = text.formula.compare;
  const [chosen, setChosen] = useState('');
  const other = others.find((kept) => keyOf(kept) === chosen);
  const names = new Map(others.map((kept) => [keyOf(kept), nameOf(kept)]));
  return (
    <section className="not-printed" aria-labelledby="compare-title">
      <h2 className="section-title" id="compare-title">
        {words.title}
      </h2>
      <Choice
        label={words.with}
        choices={['', ...names.keys()]}
        chosen={other === undefined ? '' : chosen}
        choose={setChosen}
        show={(key) => names.get(key) ?? words.nothing}
      />
      {other !== undefined && (
        <Scrolled label={`${nameOf(one)}, ${nameOf(other)}`}>
          <table className="plain-table compared">
            <thead>
              <tr>
                <th scope="col">{text.formula.table.material}</th>
                <th scope="col">{nameOf(one)}</th>
                <th scope="col">{nameOf(other)}</th>
                <th scope="col">{words.change}</th>
              </tr>
            </thead>
            <tbody>
              {linesOf(one, other).map(({ name, here, there }) => (
                <Row key={name} name={name} here={here} there={there} />
              ))}
            </tbody>
            <tfoot>
              <Row name={words.value} here={one.design?.value} there={other.design?.value} />
              <Row
                name={words.lasts}
                here={one.report.smell.longevity_hours.typical}
                there={other.report.smell.longevity_hours.typical}
              />
              <Row
                name={words.largest}
                here={one.report.law.largest_concentrate}
                there={other.report.law.largest_concentrate}
              />
              <Row
                name={words.cost}
                here={one.report.cost.estimate_usd_per_kg}
                there={other.report.cost.estimate_usd_per_kg}
              />
            </tfoot>
          </table>
        </Scrolled>
      )}
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly here: number | undefined;
  readonly there: number | undefined;
}

function Row({ name, here, there }: RowProps): ReactNode {
  const change = (there ?? 0) - (here ?? 0);
  const sign = change > 0 ? '+' : '−';
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{here === undefined ? '–' : figure(here)}</td>
      <td>{there === undefined ? '–' : figure(there)}</td>
      <td>{change === 0 ? '=' : `${sign}${figure(Math.abs(change))}`}</td>
    </tr>
  );
}
