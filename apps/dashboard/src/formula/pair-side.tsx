import type { KeptFormula } from '@accord/contract';
import type { ReactNode } from 'react';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { Choice } from './choice.tsx';
import { figure } from './figure.ts';

interface PairSideProps {
  readonly kept: KeptFormula;
  /** What may stand here, itself too. */
  readonly others: readonly KeptFormula[];
  readonly nameOf: (kept: KeptFormula) => string;
  readonly busy: boolean;
  readonly pick: (id: string) => void;
  readonly prefer: () => void;
}

const TOLD = 3;
const LATE_HOURS = 4;

/** One of two variations: what tells it from the other at a glance, and the button that says it is the better one. */
export function PairSide({ kept, others, nameOf, busy, pick, prefer }: PairSideProps): ReactNode {
  const text = useText();
  const words = text.formula.rating.pair;
  const { smell, materials, cost } = kept.report;
  const name = nameOf(kept);
  const names = new Map(others.map((one) => [one.id, nameOf(one)]));
  const smelt = materials.filter(({ kind }) => kind !== 'solvent');
  return (
    <div className="pair-side">
      <h3 className="section-title">{name}</h3>
      <Choice
        label={words.which}
        choices={[...names.keys()]}
        chosen={kept.id}
        choose={pick}
        show={(id) => names.get(id) ?? ''}
      />
      <dl className="pair-facts">
        <dt>{words.first}</dt>
        <dd>{familiesText(smell.leading, text)}</dd>
        <dt>{words.late}</dt>
        <dd>{familiesText(lateIn(smell.moments), text) || words.nothingLate}</dd>
        <dt>{words.lasts}</dt>
        <dd>{words.hours(figure(smell.longevity_hours.typical))}</dd>
        <dt>{words.mostly}</dt>
        <dd>
          {smelt
            .slice(0, TOLD)
            .map(({ name: material, percent }) => `${material} ${figure(percent)}\u00a0%`)
            .join(', ')}
        </dd>
        <dt>{text.formula.compare.cost}</dt>
        <dd>{figure(cost.estimate_usd_per_kg)}</dd>
      </dl>
      <button type="button" className="button button-main" disabled={busy} onClick={prefer}>
        {words.better(name)}
      </button>
    </div>
  );
}

type Shares = KeptFormula['report']['smell']['leading'];

const familiesText = (shares: Shares, text: Dictionary): string =>
  shares
    .slice(0, TOLD)
    .map(({ family, share }) => `${text.families.names[family]} ${Math.round(share * 100)}\u00a0%`)
    .join(', ');

/** What is smelt after some hours, the largest share first; none where nothing is any more. */
function lateIn(moments: KeptFormula['report']['smell']['moments']): Shares {
  const late = moments.find(({ hours, intensity }) => hours >= LATE_HOURS && intensity > 0);
  if (late === undefined) return [];
  return (Object.entries(late.families) as [Shares[number]['family'], number][])
    .map(([family, share]) => ({ family, share }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share);
}
