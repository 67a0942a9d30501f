import type { Decision, DecisionStep } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { milliseconds } from './milliseconds.ts';
import { stepName } from './timings.tsx';

/** Each step where it stands on one time axis, so that overlap and waiting are seen. */
export function StepBars({ record }: { readonly record: Decision }): ReactNode {
  const text = useText();
  const total = Math.max(
    record.meta.timings_ms['total'] ?? 0,
    ...record.steps.map(({ started_ms, took_ms }) => started_ms + took_ms),
  );
  return (
    <table className="timings step-bars">
      <caption className="eyebrow">{text.decision.time}</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">{text.story.step}</th>
          <th scope="col">{text.story.when}</th>
          <th scope="col">{text.story.duration}</th>
        </tr>
      </thead>
      <tbody>
        {record.steps.map((step) => (
          <StepBar key={`${step.step} ${step.started_ms}`} step={step} total={total} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text.decision.total}</th>
          <td className="step-axis">
            <span className="unseen">{text.story.axis(milliseconds(total))}</span>
            <span aria-hidden="true">0</span>
            <span aria-hidden="true">{milliseconds(total / 2)}</span>
            <span aria-hidden="true">{milliseconds(total)}</span>
          </td>
          <td className="number">{milliseconds(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function StepBar({ step, total }: { readonly step: DecisionStep; readonly total: number }): ReactNode {
  const text = useText();
  const { outcome, started_ms, took_ms } = step;
  const place = { '--from': share(started_ms, total), '--long': share(took_ms, total) } as CSSProperties;
  const ending = { ok: '', failed: text.decision.failed, refused: text.story.refusedStep }[outcome];
  return (
    <tr>
      <th scope="row">
        {stepName(step.step, text)}
        {ending !== '' && <span className={`step-ending step-ending-${outcome}`}>{ending}</span>}
      </th>
      <td className="step-track">
        <span className="unseen">{text.story.from(milliseconds(started_ms))}</span>
        <span className={`step-bar step-bar-${outcome}`} style={place} />
      </td>
      <td className="number">{milliseconds(took_ms)}</td>
    </tr>
  );
}

const share = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
