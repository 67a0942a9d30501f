import type { MemoryStatsReply } from '@accord/contract';
import type { ReactNode } from 'react';
import { bytes } from '../cache/figures.ts';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';
import { ratioText } from './ratio.ts';

/** How small it is kept, first; how much there is, second. */
export function MemoryTotals({ stats }: { readonly stats: MemoryStatsReply }): ReactNode {
  const text = useText();
  const { memory: words, language } = text;
  const count = (value: number): string => value.toLocaleString(language);
  const given = sum(stats.tiers.map((tier) => tier.content_bytes));
  const kept = sum([
    ...stats.tiers.map((tier) => tier.kept_bytes),
    ...stats.dictionaries.map((one) => one.bytes),
  ]);
  const { l1, llm_cas_hit_rate: known, near_duplicates: alike } = stats;
  return (
    <dl className="headline-figures">
      <div className="headline-first">
        <dt>{words.ratio}</dt>
        <dd>
          <span className="headline">{ratioText(stats.compression_ratio, text)}</span>
          <span className="beside">{words.ratioDetail(bytes(given, text), bytes(kept, text))}</span>
        </dd>
      </div>
      <div>
        <dt>{words.records}</dt>
        <dd>
          <span className="headline">{count(stats.records)}</span>
          <span className="beside">{words.recordsDetail(count(stats.contents))}</span>
        </dd>
      </div>
      <div>
        <dt>{words.known}</dt>
        <dd>
          <span className="headline">{known === null ? '–' : percent(known, language)}</span>
          <span className="beside">{words.knownDetail}</span>
        </dd>
      </div>
      <div>
        <dt>{words.alike}</dt>
        <dd>
          <span className="headline">{count(alike.groups)}</span>
          <span className="beside">
            {words.alikeDetail(count(alike.contents), count(alike.largest), count(alike.looked_at))}
          </span>
        </dd>
      </div>
      <div>
        <dt>{words.hot}</dt>
        <dd>
          <span className="headline">{bytes(l1.bytes, text)}</span>
          <span className="beside">{words.hotDetail(count(l1.hits), count(l1.misses))}</span>
        </dd>
      </div>
    </dl>
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
