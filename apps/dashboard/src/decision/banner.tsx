import type { Meta } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { whyOtherwise } from './sentences.ts';

/** Said beside the brief, not only in its record: that the answer is other than what was asked for, and why. */
export function Banner({ meta }: { readonly meta: Meta }): ReactNode {
  const text = useText();
  const { banner, low } = text.story;
  const changed = meta.mode_asked !== meta.mode_used;
  if (!changed && meta.reliability === 'normal') return null;
  const { names } = text.mode;
  return (
    <div className="notice notice-caution banner">
      <p className="notice-title">
        {meta.reliability === 'low'
          ? banner.low
          : banner.changed(names[meta.mode_asked], names[meta.mode_used])}
      </p>
      <p className="notice-detail">{whyOtherwise(meta, text) ?? low}</p>
      {meta.reliability === 'low' && changed && (
        <p className="notice-advice">{banner.changed(names[meta.mode_asked], names[meta.mode_used])}.</p>
      )}
    </div>
  );
}
