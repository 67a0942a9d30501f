import type { Meta } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { DecisionRecord } from './decision-record.tsx';
import { milliseconds } from './milliseconds.ts';
import { StepBars } from './step-bars.tsx';
import { Story } from './story.tsx';
import { Timings } from './timings.tsx';
import { useDecision } from './use-decision.ts';

interface DecisionPanelProps {
  readonly meta: Meta;
  readonly wish: string;
}

/** How the brief came about: the mode, who answered, what it took and why. */
export function DecisionPanel({ meta, wish }: DecisionPanelProps): ReactNode {
  const text = useText();
  const { names } = text.mode;
  const record = useDecision(meta.id);
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
      <div className="decision-told">
        <Story meta={meta} record={record.data} />
        {record.data ? <StepBars record={record.data} /> : <Timings timings={meta.timings_ms} />}
      </div>
      <div className="decision-facts">
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
          <h3 className="eyebrow">{text.decision.tokens}</h3>
          <p>
            {meta.tokens.input + meta.tokens.output === 0
              ? text.decision.noTokens
              : text.decision.tokenCount(
                  meta.tokens.input.toLocaleString(text.language),
                  meta.tokens.output.toLocaleString(text.language),
                )}
          </p>
        </div>
        <div>
          <h3 className="eyebrow">{text.decision.id}</h3>
          <p>
            <code>{meta.id}</code>
          </p>
        </div>
      </div>
      <DecisionRecord id={meta.id} record={record} wish={wish} />
    </section>
  );
}
