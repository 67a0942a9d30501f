import type { DesignObjective, FormulaJob, KeptFormula } from '@accord/contract';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { Choice } from './choice.tsx';
import { namesIn } from './names-in.ts';
import { placesOf } from './front-places.ts';

interface ParetoFrontProps {
  readonly job: FormulaJob;
  readonly found: readonly KeptFormula[];
  readonly place: number;
  readonly choose: (place: number) => void;
}

const WIDTH = 640;
const HEIGHT = 380;
const MARGIN = 44;
const RADIUS = 12;

/** Formulas as points by two of the objectives, to click on; the list beside it is the same choice for keys and screen readers. */
export function ParetoFront({ job, found, place, choose }: ParetoFrontProps): ReactNode {
  const text = useText();
  const words = text.formula;
  const [across, setAcross] = useState<DesignObjective>('cost');
  const [up, setUp] = useState<DesignObjective>('profile');
  const objectives = namesIn(words.objectives);
  const points = placesOf(found, across, up);
  const x = (share: number): number => MARGIN + share * (WIDTH - 2 * MARGIN);
  const y = (share: number): number => HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
  return (
    <section className="front not-printed" aria-labelledby="front-title">
      <h2 className="section-title" id="front-title">
        {words.front.title}
      </h2>
      <p className="beside">{words.front.lead}</p>
      {job.outcome?.required.map(({ note, material }) => (
        <p key={note}>{words.front.stands(note, material)}</p>
      ))}
      {job.outcome?.unknown_notes.map((note) => (
        <p key={note} className="concerned">
          {words.front.unknownNote(note)}
        </p>
      ))}
      <div className="front-body">
        <div>
          <div className="front-axes">
            <Choice
              label={words.front.across}
              choices={objectives}
              chosen={across}
              choose={setAcross}
              show={(one) => words.objectives[one]}
            />
            <Choice
              label={words.front.up}
              choices={objectives}
              chosen={up}
              choose={setUp}
              show={(one) => words.objectives[one]}
            />
          </div>
          <svg className="front-picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
            <path
              className="front-axis"
              d={`M${MARGIN} ${MARGIN / 2}V${HEIGHT - MARGIN}H${WIDTH - MARGIN / 2}`}
            />
            <text x={WIDTH - MARGIN / 2} y={HEIGHT - 14} textAnchor="end">
              {words.objectives[across]} →
            </text>
            <text x={MARGIN + 8} y={18}>
              ↑ {words.objectives[up]}
            </text>
            <text className="front-corner" x={MARGIN + 8} y={HEIGHT - MARGIN - 10}>
              {words.front.better}
            </text>
            {points.map(({ at, across: right, up: high, family }) => (
              <g
                key={found[at]?.id}
                className={at === place ? 'front-point front-point-chosen' : 'front-point'}
                data-family={family}
                transform={`translate(${x(right)} ${y(high)})`}
                onClick={() => choose(at)}
              >
                <circle r={RADIUS} />
                <text textAnchor="middle" dominantBaseline="central">
                  {at + 1}
                </text>
              </g>
            ))}
          </svg>
        </div>
        <FrontList found={found} place={place} choose={choose} />
      </div>
    </section>
  );
}

function FrontList({ found, place, choose }: Omit<ParetoFrontProps, 'job'>): ReactNode {
  const text = useText();
  const words = text.formula;
  return (
    <fieldset className="front-list">
      <legend className="eyebrow">{words.front.choose}</legend>
      {found.map(({ id, report, design }, at) => (
        <label key={id} className="front-row">
          <input type="radio" name="front" checked={at === place} onChange={() => choose(at)} />
          <span className="front-name">{words.one(at + 1)}</span>
          <span className="number">
            {words.front.value} {design?.value.toFixed(3)}
          </span>
          <span className="beside front-smell">
            {report.smell.leading
              .slice(0, 2)
              .map(({ family, share }) => `${text.families.names[family]} ${Math.round(share * 100)} %`)
              .join(', ')}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
