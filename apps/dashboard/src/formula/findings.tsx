import type { FormulaJob, KeptFormula } from '@accord/contract';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { Comparison } from './comparison.tsx';
import { FormulaDetail } from './formula-detail.tsx';
import { PairRating } from './pair-rating.tsx';
import { ParetoFront } from './pareto-front.tsx';

interface FindingsProps {
  readonly job: FormulaJob;
  readonly found: readonly KeptFormula[];
}

/** What a search found: the front, and the formula that is chosen on it, at its latest version. */
export function Findings({ job, found }: FindingsProps): ReactNode {
  const words = useText().formula;
  const [place, setPlace] = useState(0);
  const [revised, setRevised] = useState<ReadonlyMap<string, KeptFormula>>(new Map());
  const first = found[place];
  if (first === undefined) return <p className="beside">{words.front.nothing}</p>;
  const chosen = revised.get(first.id) ?? first;
  const revise = (next: KeptFormula): void => setRevised(new Map(revised).set(next.id, next));
  const others = [
    ...found.filter(({ id }) => id !== first.id).map((one) => revised.get(one.id) ?? one),
    ...(chosen === first ? [] : [first]),
  ];
  const placeOf = (id: string): number => found.findIndex((one) => one.id === id) + 1;
  const nameOf = ({ id, version }: KeptFormula): string => {
    const at = placeOf(id);
    return version === 1 ? words.one(at) : `${words.one(at)}, ${words.version(version)}`;
  };
  return (
    <>
      <ParetoFront job={job} found={found} place={place} choose={setPlace} />
      <FormulaDetail
        key={`${chosen.id} ${chosen.version}`}
        name={nameOf(chosen)}
        kept={chosen}
        revise={revise}
        placeOf={placeOf}
      />
      <PairRating job={job} found={found.map((one) => revised.get(one.id) ?? one)} nameOf={nameOf} />
      <Comparison one={chosen} others={others} nameOf={nameOf} />
    </>
  );
}
