import type { CSSProperties, ReactNode } from 'react';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';
import type { ModeReport } from './report.ts';

type Evaluated = NonNullable<ModeReport['evaluated']>;

/** The four parts of the score, each as wide as it weighs: what is filled of the whole is the score. */
const WEIGHTS = [
  ['accuracy', 0.4],
  ['completeness', 0.3],
  ['consistency', 0.2],
  ['creativity', 0.1],
] as const;

export function QualityPicture({ evaluated }: { readonly evaluated: Evaluated }): ReactNode {
  const text = useText();
  const { modes } = text.operations;
  return (
    <div className="quality">
      <p>
        <span className="headline">{evaluated.quality.toFixed(2)}</span>{' '}
        <span className="beside">{modes.quality}</span>
      </p>
      <div className="quality-columns" aria-hidden="true">
        {WEIGHTS.map(([part, weight]) => (
          <span
            key={part}
            data-part={part}
            style={{ '--weight': weight, '--value': evaluated[part] } as CSSProperties}
          />
        ))}
      </div>
      <ul className="quality-parts">
        {WEIGHTS.map(([part, weight]) => (
          <li key={part} data-part={part}>
            {modes.parts[part]} <span className="number">{evaluated[part].toFixed(2)}</span>{' '}
            <span className="beside">{modes.weight(percent(weight, text.language))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
