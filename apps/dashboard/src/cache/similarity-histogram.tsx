import type { SemanticScope } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

const WIDTH = 320;
const HEIGHT = 120;
const BARS = 25;
/** What was found before the first question was kept says nothing. */
const LOWEST = 0.005;

type Similarities = SemanticScope['similarities'];

/** Look-ups by how similar the nearest question was, with where the threshold stands. */
export function SimilarityHistogram({
  similarities,
  threshold,
}: {
  readonly similarities: Similarities;
  readonly threshold: number;
}): ReactNode {
  const text = useText();
  const { similar } = text;
  const bars = barsOf(similarities);
  const most = Math.max(1, ...bars);
  const sum = (some: Similarities): number => some.reduce((total, { lookups }) => total + lookups, 0);
  const count = (value: number): string => value.toLocaleString(text.language);
  const said = similar.histogramSaid(
    count(sum(similarities)),
    count(sum(similarities.filter(({ similarity }) => similarity >= threshold))),
    threshold.toLocaleString(text.language, { maximumFractionDigits: 2 }),
  );
  const wide = WIDTH / BARS;
  return (
    <figure className="similar-figure">
      <figcaption>{similar.histogram}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said} preserveAspectRatio="none">
        {bars.map((lookups, place) => (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- the place is what a bar is
            key={place}
            className={(place + 1) / BARS > threshold ? 'similar-bar similar-bar-above' : 'similar-bar'}
            x={place * wide + 1}
            width={wide - 2}
            y={HEIGHT - (HEIGHT * lookups) / most}
            height={(HEIGHT * lookups) / most}
          />
        ))}
        <line className="similar-limit" x1={threshold * WIDTH} x2={threshold * WIDTH} y1={0} y2={HEIGHT} />
      </svg>
      <p className="similar-axis" aria-hidden="true">
        <span>0</span>
        <span>{similar.axisSimilarity}</span>
        <span>1</span>
      </p>
      <p className="beside">{said}</p>
    </figure>
  );
}

function barsOf(similarities: Similarities): readonly number[] {
  const bars = Array.from({ length: BARS }, () => 0);
  for (const { similarity, lookups } of similarities) {
    if (similarity < LOWEST) continue;
    const place = Math.min(BARS - 1, Math.floor(similarity * BARS));
    bars[place] = (bars[place] ?? 0) + lookups;
  }
  return bars;
}
