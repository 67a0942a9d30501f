import type { Brief } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { degree, evidenceOf } from '../brief/fields.ts';
import { useFieldAttention } from '../reading/attention.tsx';
import { Quotes } from '../reading/quotes.tsx';
import { useText } from '../text/use-text.ts';
import { type FamilyReading, listed, readingsOf } from './families.ts';

interface FamilyTableProps {
  readonly brief: Brief;
  readonly wish: string;
}

/** The wheel in numbers, with the words behind each. */
export function FamilyTable({ brief, wish }: FamilyTableProps): ReactNode {
  const text = useText();
  return (
    <table className="families">
      <caption className="unseen">{text.families.title}</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">{text.families.family}</th>
          <th scope="col">{text.families.degree}</th>
          <th scope="col">{text.families.words}</th>
        </tr>
      </thead>
      <tbody>
        {listed(readingsOf(brief)).map((reading) => (
          <FamilyRow key={reading.family} reading={reading} brief={brief} wish={wish} />
        ))}
      </tbody>
    </table>
  );
}

function FamilyRow({
  reading,
  brief,
  wish,
}: FamilyTableProps & { readonly reading: FamilyReading }): ReactNode {
  const text = useText();
  const { family, value, standing } = reading;
  const path = `notes_preference.${family}`;
  const { active, handlers } = useFieldAttention(path);
  return (
    <tr
      data-family={family}
      className={`family family-${standing}${active ? ' family-active' : ''}`}
      {...handlers}
    >
      <th scope="row">{text.families.names[family]}</th>
      <td className="family-degree">
        <span className="bar" style={{ '--value': value } as CSSProperties} />
        <span className="family-value">{degree(value)}</span>
      </td>
      <td className="family-words">
        {standing === 'unspoken' ? (
          text.families.unspoken
        ) : (
          <Quotes evidence={evidenceOf(brief, path)} wish={wish} />
        )}
        {standing === 'refused' && <span className="family-refused">{text.families.excluded}</span>}
      </td>
    </tr>
  );
}
