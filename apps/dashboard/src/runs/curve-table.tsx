import type { RunReply } from '@accord/contract';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { drawnCurves } from './curves.ts';
import { figure } from './figure.ts';

/** Every point in figures, for who cannot or will not see the pictures. Written only once it is asked for. */
export function CurveTable({ run }: { readonly run: RunReply }): ReactNode {
  const { runs: words } = useText();
  const [open, setOpen] = useState(false);
  if (run.steps.length === 0) return null;
  return (
    <details className="run-more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.everyPoint}</summary>
      {open && <Points run={run} />}
    </details>
  );
}

function Points({ run }: { readonly run: RunReply }): ReactNode {
  const { language, runs: words } = useText();
  const curves = drawnCurves(run.curves);
  const undone = new Map(run.rollbacks.map(({ step, reason }) => [step, reason]));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wider than a narrow page, it is scrolled, with the keyboard as well
    <div className="points" role="region" aria-label={words.everyPoint} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.units[run.what]}</th>
            {curves.map(({ name }) => (
              <th key={name} scope="col">
                {words.curves[name]?.title ?? name}
              </th>
            ))}
            {undone.size > 0 && <th scope="col">{words.rollback}</th>}
          </tr>
        </thead>
        <tbody>
          {run.steps.map((step, at) => (
            <tr key={step}>
              <th scope="row">{step.toLocaleString(language)}</th>
              {curves.map(({ name, values }) => (
                <td key={name}>{figureOrNone(values[at] ?? null, language)}</td>
              ))}
              {undone.size > 0 && <td>{reasonIn(words.reasons, undone.get(step))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const figureOrNone = (value: number | null, language: string): string =>
  value === null ? '–' : figure(value, language);

const reasonIn = (reasons: Readonly<Record<string, string>>, reason: string | undefined): string =>
  reason === undefined ? '' : (reasons[reason] ?? reason);
