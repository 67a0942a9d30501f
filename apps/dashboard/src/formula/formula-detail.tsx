import type { KeptFormula } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { BatchCalculator } from './batch-calculator.tsx';
import { CostNote } from './cost-note.tsx';
import { FormulaTable } from './formula-table.tsx';
import { LawReport } from './law-report.tsx';
import { Rating } from './rating.tsx';
import { RidgePlot } from './ridge-plot.tsx';

interface FormulaDetailProps {
  readonly name: string;
  readonly kept: KeptFormula;
  readonly revise: (next: KeptFormula) => void;
  readonly placeOf: (id: string) => number;
}

/** One formula: what is in it and why, how it smells, what the law says, what it costs, and how much to weigh. */
export function FormulaDetail({ name, kept, revise, placeOf }: FormulaDetailProps): ReactNode {
  const words = useText().formula;
  const { report } = kept;
  return (
    <article className="formula-detail" aria-labelledby="formula-name">
      <div className="list-head formula-head">
        <h2 className="headline" id="formula-name">
          {name}
        </h2>
        <span className="beside">{words.concentrate(report.formula.concentrate)}</span>
      </div>
      <div className="formula-columns">
        <FormulaTable kept={kept} revise={revise} />
        <RidgePlot smell={report.smell} />
      </div>
      <div className="formula-columns">
        <LawReport law={report.law} allergens={report.allergens} />
        <div className="formula-side">
          <CostNote cost={report.cost} />
          <Rating kept={kept} placeOf={placeOf} />
        </div>
      </div>
      <BatchCalculator name={name} kept={kept} />
    </article>
  );
}
