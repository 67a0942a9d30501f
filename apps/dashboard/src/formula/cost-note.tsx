import type { CostReply } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

/** What a kilogram costs: by entered prices where there are any, and as a marked estimate. */
export function CostNote({ cost }: { readonly cost: CostReply }): ReactNode {
  const words = useText().formula.cost;
  return (
    <section aria-labelledby="cost-title">
      <h3 className="section-title" id="cost-title">
        {words.title}
      </h3>
      {cost.usd_per_kg !== null && cost.unpriced.length === 0 && (
        <p>{words.entered(cost.usd_per_kg.toFixed(2))}</p>
      )}
      {cost.usd_per_kg !== null && cost.unpriced.length > 0 && (
        <>
          <p>{words.atLeast(cost.usd_per_kg.toFixed(2))}</p>
          <p className="beside">
            {words.unpriced}: {cost.unpriced.join(', ')}
          </p>
        </>
      )}
      <p>{words.estimate(cost.estimate_usd_per_kg.toFixed(0))}</p>
      {cost.unknown.length > 0 && (
        <p className="beside">
          {words.unknown}: {cost.unknown.join(', ')}
        </p>
      )}
    </section>
  );
}
