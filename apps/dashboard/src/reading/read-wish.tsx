import type { Brief } from '@accord/contract';
import type { ReactNode, RefObject } from 'react';
import { fieldName, familyOf, valueName } from '../brief/fields.ts';
import { useText } from '../text/use-text.ts';
import { useAttention } from './attention.tsx';
import { MarkedText } from './marked-text.tsx';
import { type Segment, segmentsOf } from './segments.ts';

interface ReadWishProps {
  readonly wish: string;
  readonly brief: Brief;
  readonly title: RefObject<HTMLHeadingElement | null>;
  readonly edit: () => void;
  readonly startOver: () => void;
}

/** The wish after it was read: every word that led to a value is marked, and a line below says where it led. */
export function ReadWish({ wish, brief, title, edit, startOver }: ReadWishProps): ReactNode {
  const text = useText();
  const segments = segmentsOf(wish, brief.evidence);
  return (
    <section className="read-wish">
      <h2 className="eyebrow" ref={title} tabIndex={-1}>
        {text.reading.title(text.languages[brief.language])}
      </h2>
      <MarkedText segments={segments} language={brief.language} />
      <Gloss segments={segments} wish={wish} brief={brief} />
      <div className="wish-actions">
        <button type="button" className="button" onClick={edit}>
          {text.wish.edit}
        </button>
        <button type="button" className="link" onClick={startOver}>
          {text.wish.startOver}
        </button>
      </div>
    </section>
  );
}

interface GlossProps {
  readonly segments: readonly Segment[];
  readonly wish: string;
  readonly brief: Brief;
}

function Gloss({ segments, wish, brief }: GlossProps): ReactNode {
  const text = useText();
  const { target } = useAttention();
  const segment = target?.kind === 'words' ? segments.find(({ start }) => start === target.start) : undefined;
  const idle = brief.evidence.length === 0 ? text.reading.nothing : text.reading.hint;
  return (
    <div className="gloss">
      {segment === undefined ? (
        <p className="gloss-idle">{idle}</p>
      ) : (
        <ul className="gloss-list">
          {segment.evidence.map((item) => (
            <li key={`${item.field} ${item.value} ${item.start}`} data-family={familyOf(item.field)}>
              <q className="gloss-words">{wish.slice(item.start, item.end)}</q>
              <span className="gloss-field">{fieldName(item.field, text)}</span>
              <span className="gloss-value">{valueName(item, text)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
