import type { SemanticScope } from '@accord/contract';
import type { ReactNode } from 'react';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';

const WIDTH = 320;
const HEIGHT = 120;
const ROOM = 1.25;

interface BoundCurveProps {
  readonly history: SemanticScope['cases'][number]['history'];
  readonly delta: number;
}

/** The bound by the number of checks, on a logarithmic scale: it falls by orders. */
export function BoundCurve({ history, delta }: BoundCurveProps): ReactNode {
  const text = useText();
  const { similar } = text;
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined) return <p className="beside">{similar.curveEmpty}</p>;
  const least = Math.min(delta, ...history.map(({ bound }) => bound)) / ROOM;
  const height = (bound: number): number => (HEIGHT * Math.log(bound)) / Math.log(least);
  const across = (place: number): number =>
    history.length === 1 ? WIDTH : (WIDTH * place) / (history.length - 1);
  const line = history.map(({ bound }, place) => `${across(place)},${height(bound)}`).join(' ');
  const share = (bound: number): string => percent(bound, text.language);
  const said = similar.curveSaid(share(first.bound), share(last.bound), share(delta));
  return (
    <figure className="similar-figure">
      <figcaption>{similar.curve}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said} preserveAspectRatio="none">
        <line className="similar-limit" x1={0} x2={WIDTH} y1={height(delta)} y2={height(delta)} />
        <polyline className="similar-curve" points={line} />
      </svg>
      <p className="beside">{said}</p>
    </figure>
  );
}
