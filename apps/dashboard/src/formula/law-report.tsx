import type { AllergenReportReply, LawReportReply, LawUse } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { figure } from './figure.ts';

/** Uses below this share of their limit are only counted. */
const SHOWN = 0.1;
/** From this share of its limit on, a use is near it. */
const NEAR = 0.8;

interface LawReportProps {
  readonly law: LawReportReply;
  readonly allergens: AllergenReportReply;
}

/** What the law says of a formula, what is near its limit, and what the tables do not say. */
export function LawReport({ law, allergens }: LawReportProps): ReactNode {
  const text = useText();
  const words = text.formula.law;
  const shown = law.uses.filter(({ use, limit }) => use / limit >= SHOWN);
  const open = [...new Set(law.open.map(({ standard, why }) => `${standard} (${words.why[why]})`))];
  return (
    <section aria-labelledby="law-title">
      <h3 className="section-title" id="law-title">
        {words.title}
      </h3>
      <p className={law.passes ? 'verdict verdict-passes' : 'verdict verdict-fails'}>
        {law.passes ? words.passes : words.fails}
      </p>
      <p>
        {law.largest_concentrate === 0
          ? words.noneLargest
          : words.largest(law.largest_concentrate.toFixed(2))}
      </p>
      <ul className="law-uses">
        {law.prohibited.map(({ standard }) => (
          <li key={standard} className="law-failing">
            <strong>{standard}</strong> {words.prohibited}
          </li>
        ))}
        {shown.map((use) => (
          <LawLine key={use.standard} use={use} />
        ))}
      </ul>
      {shown.length < law.uses.length && (
        <p className="beside">{words.below(law.uses.length - shown.length)}</p>
      )}
      {law.phototoxic_sum > 0 && <p>{words.phototoxic(figure(law.phototoxic_sum * 100))}</p>}
      <dl className="law-facts">
        <Names title={words.label} names={labelOf(allergens, text.language)} none={words.noLabel} />
        <Names title={words.open} names={open} />
        <Names title={words.without} names={law.without_standard} detail={words.withoutDetail} />
        <Names title={words.unknownInside} names={law.unknown_inside} />
      </dl>
    </section>
  );
}

const labelOf = ({ label }: AllergenReportReply, language: 'ko' | 'en'): string[] =>
  label[language] === '' ? [] : [label[language]];

function LawLine({ use: { standard, use, limit, amendment, passes } }: { readonly use: LawUse }): ReactNode {
  const words = useText().formula.law;
  const share = use / limit;
  return (
    <li className={passes ? (share >= NEAR ? 'law-near' : undefined) : 'law-failing'}>
      <strong>{standard}</strong> {passes && share >= NEAR && <em>{words.near}</em>}
      <span className="bar" aria-hidden="true" style={{ '--value': Math.min(1, share) } as CSSProperties} />
      <span className="beside">{words.use(figure(use), figure(limit), amendment)}</span>
    </li>
  );
}

interface NamesProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly detail?: string;
  /** Said where there is none; without it the list is left out. */
  readonly none?: string;
}

function Names({ title, names, detail, none }: NamesProps): ReactNode {
  if (names.length === 0 && none === undefined) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {names.length === 0 ? none : names.join(', ')}
        {names.length > 0 && detail !== undefined && `. ${detail}`}
      </dd>
    </div>
  );
}
