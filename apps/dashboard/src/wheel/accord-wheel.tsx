import type { Brief } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { degree } from '../brief/fields.ts';
import { useAttention } from '../reading/attention.tsx';
import { useText } from '../text/use-text.ts';
import { AROUND, type FamilyReading, listed, readingsOf } from './families.ts';
import { HUB, letterArc, petal, radiusOf, veins } from './petal.ts';

const RINGS = [0.25, 0.5, 0.75, 1];

/** Twelve petals around a hub; each reaches as far as its family is wanted. */
export function AccordWheel({ brief }: { readonly brief: Brief | undefined }): ReactNode {
  const text = useText();
  const { target, attend } = useAttention();
  const readings: FamilyReading[] = brief
    ? readingsOf(brief)
    : AROUND.map((family) => ({ family, value: 0.62, standing: 'unspoken' }));
  const dominant = brief && text.families.names[brief.style];
  const description = brief
    ? text.families.picture(
        text.families.names[brief.style],
        listed(readings)
          .map(({ family, value }) => `${text.families.names[family]} ${degree(value)}`)
          .join(', '),
      )
    : text.families.empty;
  const pointed =
    target?.kind === 'field' && target.path.startsWith('notes_preference.') ? target.path : undefined;
  return (
    <svg
      className={brief ? 'wheel' : 'wheel wheel-empty'}
      viewBox="-300 -300 600 600"
      role="img"
      aria-label={description}
    >
      {RINGS.map((ring) => (
        <circle key={ring} className="wheel-ring" r={radiusOf(ring)} />
      ))}
      {readings.map(({ family, value, standing }, index) => {
        const path = `notes_preference.${family}`;
        const angle = index * 30;
        const faint = pointed !== undefined && pointed !== path;
        return (
          <g
            key={family}
            data-family={family}
            className={`petal petal-${standing}${faint ? ' petal-faint' : ''}`}
            onPointerEnter={() => brief && attend({ kind: 'field', path })}
            onPointerLeave={() => attend(undefined)}
          >
            <g transform={`rotate(${angle})`}>
              <g className="petal-body" style={{ '--turn': index } as CSSProperties}>
                <path className="petal-shape" d={petal(value)} />
                {standing === 'spoken' && value >= 0.25 && <path className="petal-veins" d={veins(value)} />}
              </g>
            </g>
            <path id={`arc-${family}`} d={letterArc(angle)} fill="none" />
            <text className="petal-name">
              <textPath href={`#arc-${family}`} startOffset="50%" textAnchor="middle">
                {text.families.names[family]}
              </textPath>
            </text>
          </g>
        );
      })}
      <circle className="wheel-hub" r={HUB} />
      {brief && dominant && (
        <g data-family={brief.style} className="wheel-centre">
          <text className="wheel-dominant" y="2">
            {dominant}
          </text>
          <text className="wheel-degree" y="26">
            {degree(brief.notes_preference[brief.style])}
          </text>
        </g>
      )}
    </svg>
  );
}
