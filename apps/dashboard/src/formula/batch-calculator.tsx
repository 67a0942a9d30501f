import type { BatchSheetReply, KeptFormula } from '@accord/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { readBatch } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { figure } from './figure.ts';
import { printPage } from './print-page.ts';

interface BatchCalculatorProps {
  readonly name: string;
  readonly kept: KeptFormula;
}

const USUAL_GRAMS = '20';
const GRAMS = /^\d{1,6}(?:\.\d{1,3})?$/;

/** How much of each to weigh for a batch, as a sheet to print. */
export function BatchCalculator({ name, kept }: BatchCalculatorProps): ReactNode {
  const words = useText().formula.batch;
  const [grams, setGrams] = useState(USUAL_GRAMS);
  const { id, version } = kept;
  const batch = useQuery({
    queryKey: ['batch', id, version, grams],
    queryFn: ({ signal }) => readBatch({ id, version, grams }, signal),
    enabled: GRAMS.test(grams) && Number(grams) > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="batch-title" className="batch">
      <h3 className="section-title" id="batch-title">
        {words.title}
      </h3>
      <div className="batch-order not-printed">
        <label className="field">
          <span>{words.grams}</span>
          <input
            inputMode="decimal"
            value={grams}
            onChange={(event) => setGrams(event.target.value.trim())}
          />
        </label>
        <button
          type="button"
          className="button button-main"
          disabled={!batch.data}
          onClick={() => printPage('sheet')}
        >
          {words.print}
        </button>
        <button type="button" className="button" onClick={() => printPage('report')}>
          {words.printAll}
        </button>
      </div>
      {batch.error && <ProblemNotice failure={batch.error} retry={() => void batch.refetch()} />}
      {batch.data && <BatchSheet name={name} sheet={batch.data} />}
    </section>
  );
}

const MILLIGRAMS = 1000;
const gramsText = (milligrams: number): string => (milligrams / MILLIGRAMS).toFixed(3);

function BatchSheet({ name, sheet }: { readonly name: string; readonly sheet: BatchSheetReply }): ReactNode {
  const text = useText();
  const words = text.formula.batch;
  const { cost } = sheet;
  return (
    <div className="batch-sheet" id="batch-sheet">
      <p className="batch-title">
        {words.sheet}: {name} · {text.formula.concentrate(String(sheet.concentrate))}
      </p>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{text.formula.table.material}</th>
            <th scope="col">%</th>
            <th scope="col">{words.gram}</th>
            <th scope="col">{words.weighed}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.lines.map(({ item, percent, milligrams }) => (
            <tr key={item}>
              <th scope="row">{item}</th>
              <td>{percent.toFixed(3)}</td>
              <td>{gramsText(milligrams)}</td>
              <td>☐</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {(
            [
              [words.concentrate, sheet.milligrams],
              [words.carrier, sheet.carrier_milligrams],
              [words.product, sheet.product_milligrams],
            ] as const
          ).map(([label, milligrams]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td />
              <td>{gramsText(milligrams)}</td>
              <td />
            </tr>
          ))}
        </tfoot>
      </table>
      {cost.usd_per_batch > 0 && (
        <p>{(cost.unpriced.length === 0 ? words.cost : words.atLeast)(cost.usd_per_batch.toFixed(2))}</p>
      )}
      {sheet.short.map(({ material, grams, in_stock: inStock }) => (
        <p key={material} className="concerned">
          {words.short(material, figure(grams), figure(inStock))}
        </p>
      ))}
      <p className="only-printed">{words.lot}: ______________________</p>
      <p className="only-printed">{words.made}: ______________________</p>
    </div>
  );
}
