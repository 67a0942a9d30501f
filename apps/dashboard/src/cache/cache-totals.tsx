import type { CacheStats } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';
import { dollars, duration } from './figures.ts';

/** What the cache is worth, first; what it did, second. */
export function CacheTotals({ stats }: { readonly stats: CacheStats }): ReactNode {
  const text = useText();
  const { cache } = text.operations;
  const count = (value: number): string => value.toLocaleString(text.language);
  const { prediction } = stats;
  return (
    <section aria-label={cache.answered}>
      <dl className="headline-figures">
        <div className="headline-first">
          <dt>{cache.answered}</dt>
          <dd>
            <span className="headline">
              {stats.hit_rate === null ? cache.unknown : percent(stats.hit_rate, text.language)}
            </span>
            <span className="bar" style={{ '--value': stats.hit_rate ?? 0 } as CSSProperties} />
            <span className="beside">{cache.answeredDetail(count(stats.hits), count(stats.lookups))}</span>
          </dd>
        </div>
        <div>
          <dt>{cache.timeSaved}</dt>
          <dd className="headline">{duration(stats.saved_ms, text)}</dd>
        </div>
        <div>
          <dt>{cache.moneySaved}</dt>
          <dd className="headline">{dollars(stats.saved_usd)}</dd>
        </div>
        <div>
          <dt>{cache.joined}</dt>
          <dd>
            <span className="headline">{count(stats.joined)}</span>
            <span className="beside">{cache.joinedDetail}</span>
          </dd>
        </div>
      </dl>
      <dl className="small-figures">
        {(['computed', 'refreshed', 'not_stored'] as const).map((name) => (
          <div key={name}>
            <dt>{cache.figures[name]}</dt>
            <dd>{count(stats[name])}</dd>
          </div>
        ))}
        <div>
          <dt>{cache.prediction}</dt>
          <dd>
            {cache.predictionState[prediction.state]}
            {prediction.computed > 0 && (
              <span className="beside">
                {' '}
                {cache.predicted(count(prediction.used), count(prediction.computed))}
              </span>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
