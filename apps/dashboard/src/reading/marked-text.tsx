import type { Family, Language } from '@accord/contract';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { familyOf, fieldName, isRefusal, isUnder, valueName } from '../brief/fields.ts';
import { useText } from '../text/use-text.ts';
import { type Target, useAttention } from './attention.tsx';
import type { Segment } from './segments.ts';

/** A comma or a space between two overlapping spans is no stop on the way through the text. */
const WORDS = /[\p{L}\p{N}\p{S}]/u;

interface MarkedTextProps {
  readonly segments: readonly Segment[];
  readonly language: Language;
}

export function MarkedText({ segments, language }: MarkedTextProps): ReactNode {
  return (
    <p className="wish-read" lang={language} dir="auto">
      {segments.map((segment) =>
        segment.evidence.length > 0 && WORDS.test(segment.text) ? (
          <Mark key={segment.start} segment={segment} />
        ) : (
          segment.text
        ),
      )}
    </p>
  );
}

function Mark({ segment }: { readonly segment: Segment }): ReactNode {
  const text = useText();
  const { target, attend } = useAttention();
  const { start, evidence } = segment;
  const families = evidence.map((item) => familyOf(item.field)).filter((family) => family !== undefined);
  const led = evidence.map((item) => `${fieldName(item.field, text)}: ${valueName(item, text)}`);
  const classes = ['mark'];
  if (families.length === 0) classes.push('mark-plain');
  if (evidence.some(isRefusal)) classes.push('mark-refusal');
  if (isMeant(target, segment)) classes.push('mark-meant');
  const look = (): void => attend({ kind: 'words', start });
  return (
    <mark
      id={`words-${start}`}
      className={classes.join(' ')}
      style={linesUnder(families)}
      // A mark is pointed at, tapped or reached by Tab; each shows where it led.
      role="button"
      tabIndex={0}
      aria-label={`${segment.text.trim()} (${[...new Set(led)].join('; ')})`}
      onPointerEnter={look}
      onPointerLeave={() => attend(undefined)}
      onFocus={look}
      onBlur={() => attend(undefined)}
      onClick={look}
      onKeyDown={(event: KeyboardEvent<HTMLElement>) => event.key === 'Escape' && event.currentTarget.blur()}
    >
      {segment.text}
    </mark>
  );
}

function isMeant(target: Target | undefined, { start, evidence }: Segment): boolean {
  if (target === undefined) return false;
  if (target.kind === 'words') return target.start === start;
  return evidence.some(({ field }) => isUnder(field, target.path));
}

/** Up to three families draw their line under the word, one below the other; other fields draw a plain one. */
function linesUnder(families: readonly Family[]): CSSProperties {
  const named = [...new Set(families)].slice(0, 3);
  const colours = named.length === 0 ? ['var(--rule-strong)'] : named.map((family) => `var(--${family})`);
  return Object.fromEntries([
    ...[0, 1, 2].map((line) => [`--line-${line + 1}`, colours[line] ?? 'transparent']),
    ['--wash', colours[0]],
  ]) as CSSProperties;
}
