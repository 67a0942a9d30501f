import type { Language, Warning, WarningCode } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

interface WarningsProps {
  readonly warnings: readonly Warning[];
  /** Language of the messages. */
  readonly language: Language;
}

/** What a person should settle before the brief goes to a perfumer: each kind once, with every case of it. */
export function Warnings({ warnings, language }: WarningsProps): ReactNode {
  const text = useText();
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-labelledby="warnings-title">
      <h2 className="eyebrow" id="warnings-title">
        {text.brief.warnings}
      </h2>
      <ul>
        {byCode(warnings).map(([code, messages]) => (
          <li key={code} className="notice notice-caution">
            <p className="notice-title">{text.warning[code].title}</p>
            {messages.map((message) => (
              <p key={message} className="notice-detail" lang={language}>
                {message}
              </p>
            ))}
            <p className="notice-advice">{text.warning[code].advice}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function byCode(warnings: readonly Warning[]): [WarningCode, string[]][] {
  const messages = new Map<WarningCode, string[]>();
  for (const { code, message } of warnings) messages.set(code, [...(messages.get(code) ?? []), message]);
  return [...messages];
}
