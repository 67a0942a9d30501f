import type { SpendReply } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { daysOf, type SpendDay } from './days.ts';
import { money } from './money.ts';

/** A column for each day. The words below say what it shows; the table has every figure. */
export function SpendDays({ spend }: { readonly spend: SpendReply }): ReactNode {
  const text = useText();
  const { spend: words } = text.operations;
  const days = daysOf(spend.lines, spend.from, spend.to);
  const dearest = days.reduce<SpendDay | undefined>(
    (most, day) => (day.share > (most?.share ?? 0) ? day : most),
    undefined,
  );
  const dayName = (day: string): string =>
    new Date(day).toLocaleDateString(text.language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return (
    <section aria-labelledby="days-title">
      <h2 className="section-title" id="days-title">
        {words.byDay}
      </h2>
      <div className="day-columns" aria-hidden="true">
        {days.map(({ day, costUsd, share }) => (
          <span
            key={day}
            title={`${dayName(day)}: ${money(costUsd)}`}
            style={{ '--value': share } as CSSProperties}
          />
        ))}
      </div>
      <div className="day-ends beside" aria-hidden="true">
        <span>{dayName(spend.from)}</span>
        <span>{dayName(spend.to)}</span>
      </div>
      <p className="beside">
        {dearest === undefined
          ? words.noneSpent
          : words.dearest(dayName(dearest.day), money(dearest.costUsd))}
      </p>
    </section>
  );
}
