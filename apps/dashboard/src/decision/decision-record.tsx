import type { Decision, DecisionStep, Finding } from '@accord/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { decisionAddress } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { milliseconds } from './milliseconds.ts';
import { stepName } from './timings.tsx';

interface DecisionRecordProps {
  readonly id: string;
  readonly record: UseQueryResult<Decision>;
  readonly wish: string;
}

/** The kept record, step by step, with what each step found. */
export function DecisionRecord({ id, record, wish }: DecisionRecordProps): ReactNode {
  const text = useText();
  return (
    <details className="record">
      <summary>{text.decision.record}</summary>
      {record.isLoading && <p className="aside">{text.decision.loading}</p>}
      {record.error && <ProblemNotice failure={record.error} retry={() => void record.refetch()} />}
      {record.data && (
        <>
          <ol className="record-steps">
            {record.data.steps.map((step) => (
              <Step key={`${step.step} ${step.started_ms}`} step={step} wish={wish} />
            ))}
          </ol>
          <a href={decisionAddress(id)}>{text.decision.raw}</a>
        </>
      )}
    </details>
  );
}

function Step({ step, wish }: { readonly step: DecisionStep; readonly wish: string }): ReactNode {
  const text = useText();
  return (
    <li className={step.outcome === 'failed' ? 'record-step record-step-failed' : 'record-step'}>
      <h3>
        {stepName(step.step, text)} <span className="number">{milliseconds(step.took_ms)}</span>
        {step.outcome === 'failed' && <strong> {text.decision.failed}</strong>}
      </h3>
      <p className="beside" lang="en">
        {step.message}
      </p>
      {step.findings && step.findings.length > 0 && (
        <table className="findings" lang="en">
          <caption className="unseen">{text.decision.findings(step.findings.length)}</caption>
          <tbody>
            {step.findings.map((finding, index) => (
              // Findings have no identity but their place in the record, which never changes.
              <FindingRow key={index} finding={finding} wish={wish} />
            ))}
          </tbody>
        </table>
      )}
    </li>
  );
}

function FindingRow({ finding, wish }: { readonly finding: Finding; readonly wish: string }): ReactNode {
  const text = useText();
  const { rule, effect, start, end } = finding;
  return (
    <tr>
      <td>{start !== undefined && end !== undefined && text.reading.quote(wish.slice(start, end))}</td>
      <th scope="row">{rule}</th>
      <td>{effect}</td>
    </tr>
  );
}
