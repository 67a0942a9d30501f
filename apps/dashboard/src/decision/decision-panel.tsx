import type { Meta, Reason } from '@accord/contract';
import type { ReactNode } from 'react';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { DecisionRecord } from './decision-record.tsx';
import { milliseconds } from './milliseconds.ts';
import { Timings } from './timings.tsx';

interface DecisionPanelProps {
  readonly meta: Meta;
  readonly wish: string;
}

/** How the brief came about: the mode, who answered, what it took and why. */
export function DecisionPanel({ meta, wish }: DecisionPanelProps): ReactNode {
  const text = useText();
  const { names } = text.mode;
  return (
    <section className="decision" aria-labelledby="decision-title">
      <div className="list-head">
        <h2 className="section-title" id="decision-title">
          {text.decision.title}
        </h2>
        <p className="decision-summary">
          {text.decision.summary(names[meta.mode_used], milliseconds(meta.timings_ms['total'] ?? 0))}
        </p>
      </div>
      {meta.mode_asked !== meta.mode_used && (
        <p className="notice notice-caution">
          {text.decision.changed(names[meta.mode_asked], names[meta.mode_used])}
        </p>
      )}
      <div className="decision-facts">
        <Timings timings={meta.timings_ms} />
        <div>
          <h3 className="eyebrow">{text.decision.engines}</h3>
          <ul className="plain">
            {meta.engines.map(({ role, engine, model, prompt_version }) => (
              <li key={role}>
                {text.decision.roles[role]}: {engine}
                <span className="engine-model">
                  {model.endsWith(`@${prompt_version}`)
                    ? model
                    : `${model}, ${text.decision.version(prompt_version)}`}
                </span>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3 className="eyebrow">{text.decision.reasons}</h3>
          <ul className="plain">
            {meta.reasons.map((reason) => (
              <li key={`${reason.step} ${reason.code}`}>{reasonSentence(reason, meta, text)}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3 className="eyebrow">{text.decision.tokens}</h3>
          <p>
            {meta.tokens.input + meta.tokens.output === 0
              ? text.decision.noTokens
              : text.decision.tokenCount(
                  meta.tokens.input.toLocaleString(text.language),
                  meta.tokens.output.toLocaleString(text.language),
                )}
          </p>
          <h3 className="eyebrow">{text.decision.id}</h3>
          <p>
            <code>{meta.id}</code>
          </p>
        </div>
      </div>
      <DecisionRecord id={meta.id} wish={wish} />
    </section>
  );
}

function reasonSentence({ code, message }: Reason, meta: Meta, text: Dictionary): string {
  if (code !== 'mode_as_asked') return message;
  const roles = meta.engines.map(({ role }) => text.decision.roles[role]).join(' → ');
  return text.decision.modeAsAsked(text.mode.names[meta.mode_used], roles);
}
