import type { HintSource, Language } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

interface HintsProps {
  readonly hints: readonly string[];
  readonly source: HintSource;
  readonly language: Language;
}

export function Hints({ hints, source, language }: HintsProps): ReactNode {
  const text = useText();
  if (hints.length === 0) return null;
  return (
    <section className="hints" aria-labelledby="hints-title">
      <h2 className="section-title" id="hints-title">
        {text.brief.hints}
      </h2>
      <ol lang={language}>
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ol>
      {source === 'templates' && <p className="notice-advice">{text.brief.hintsFromTemplates}</p>}
    </section>
  );
}
