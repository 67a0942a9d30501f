import type { RunReply } from '@accord/contract';
import { type ReactNode, useMemo } from 'react';
import { useText } from '../text/use-text.ts';
import { CurveChart } from './curve-chart.tsx';
import { courseOf, isLogarithmic } from './curves.ts';
import { figure } from './figure.ts';

interface CurveFigureProps {
  readonly run: RunReply;
  readonly curve: RunReply['curves'][number];
  /** The point that is looked at; the last where there is none. */
  readonly at: number | undefined;
  readonly point: (at: number | undefined) => void;
}

/** One curve with its name, what it means, and the value at the pointer or at the end. */
export function CurveFigure({ run, curve, at, point }: CurveFigureProps): ReactNode {
  const { language, runs: words } = useText();
  const { name, values } = curve;
  const { steps, rollbacks } = run;
  const marks = useMemo(() => rollbacks.map(({ step }) => step), [rollbacks]);
  const course = courseOf(values);
  const logarithmic = isLogarithmic(values);
  if (course === undefined) return null;
  const { title, means } = words.curves[name] ?? { title: name.replaceAll('_', ' '), means: '' };
  const told = (value: number): string => figure(value, language);
  const pointed = at === undefined ? undefined : values[at];
  const { first, last, least, most } = course;
  return (
    <figure className="curve">
      <figcaption>
        <span className="curve-title">{title}</span>
        <span className="curve-value">
          {told(pointed ?? last)}
          {at !== undefined && (
            <span className="beside"> {words.atStep((steps[at] ?? 0).toLocaleString(language))}</span>
          )}
        </span>
        <span className="beside curve-means">{means}</span>
      </figcaption>
      <CurveChart
        key={`${language} ${logarithmic}`}
        steps={steps}
        values={values}
        marks={marks}
        logarithmic={logarithmic}
        said={words.curveSaid(title, told(first), told(last), told(least), told(most))}
        point={point}
      />
    </figure>
  );
}
