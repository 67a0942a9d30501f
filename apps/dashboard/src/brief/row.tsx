import type { Brief } from '@accord/contract';
import type { ReactNode } from 'react';
import { useFieldAttention } from '../reading/attention.tsx';
import { Quotes } from '../reading/quotes.tsx';
import { useText } from '../text/use-text.ts';
import { evidenceOf, isInferred } from './fields.ts';

interface RowProps {
  readonly path: string;
  readonly name: string;
  readonly brief: Brief;
  readonly wish: string;
  /** An empty list is not a guess: the text is silent. */
  readonly empty?: boolean;
  readonly children: ReactNode;
}

export function Row({ path, name, brief, wish, empty = false, children }: RowProps): ReactNode {
  const text = useText();
  const { active, handlers } = useFieldAttention(path);
  const evidence = evidenceOf(brief, path);
  const inferred = isInferred(brief, path);
  return (
    <div className={`row${inferred ? ' row-assumed' : ''}${active ? ' row-active' : ''}`} {...handlers}>
      <dt>{name}</dt>
      <dd className="row-value">{children}</dd>
      <dd className="row-source">
        {inferred && empty ? (
          <span className="assumed">{text.families.unspoken}</span>
        ) : inferred ? (
          <span className="assumed" title={text.brief.assumedLong}>
            {text.brief.assumed}
          </span>
        ) : (
          <Quotes evidence={evidence} wish={wish} />
        )}
      </dd>
    </div>
  );
}
