import type { Family, SmellReply } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { AROUND } from '../wheel/families.ts';
import { figure } from './figure.ts';
import { Scrolled } from './scrolled.tsx';
import { leadOf, placeOf, ridgesOf } from './ridges.ts';

const WIDTH = 640;
const LEFT = 104;
const RIGHT = 16;
const ROW = 34;
const HIGHEST = 52;
const TOP = 30;
const FOOT = 28;
const TICKS = [0, 0.25, 1, 2, 4, 6, 8];

/** How strongly each family is smelt over eight hours, as ridges; the table below has the figures. */
export function RidgePlot({ smell }: { readonly smell: SmellReply }): ReactNode {
  const text = useText();
  const words = text.formula.ridge;
  const { moments, longevity_hours: lasts, unmodelled_percent: unmodelled } = smell;
  const ridges = ridgesOf(moments);
  const last = moments.at(-1)?.hours ?? 1;
  const height = TOP + ridges.length * ROW + FOOT;
  const x = (place: number): number => LEFT + place * (WIDTH - LEFT - RIGHT);
  const nameOf = (family: Family | undefined): string =>
    family === undefined ? words.nothing : text.families.names[family];
  const lastSmelt = moments.findLast(({ intensity }) => intensity > 0);
  const reach = Math.max(0, ...moments.map(({ reach_m }) => reach_m));
  return (
    <section aria-labelledby="ridge-title">
      <h3 className="section-title" id="ridge-title">
        {words.title}
      </h3>
      <svg
        className="ridges"
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={words.picture(
          nameOf(leadOf(moments[0])),
          nameOf(leadOf(lastSmelt)),
          figure(lasts.typical),
        )}
      >
        {TICKS.map((hours) => (
          <g key={hours} transform={`translate(${x(placeOf(hours, last))} 0)`}>
            <path className="ridge-tick" d={`M0 ${TOP}V${height - FOOT}`} />
            <text y={height - 8} textAnchor="middle">
              {words.hours(hours)}
            </text>
          </g>
        ))}
        {ridges.map(({ family, points }, at) => {
          const base = TOP + (at + 1) * ROW;
          const line = points
            .map(([place, strength]) => `${x(place)} ${base - strength * HIGHEST}`)
            .join('L');
          return (
            <g key={family} data-family={family}>
              <path className="ridge-area" d={`M${x(0)} ${base}L${line}L${x(1)} ${base}Z`} />
              <path className="ridge-line" d={`M${line}`} />
              <text className="ridge-name" x={LEFT - 10} y={base - 6} textAnchor="end">
                {text.families.names[family]}
              </text>
            </g>
          );
        })}
      </svg>
      <p>{words.lasts(figure(lasts.typical), figure(lasts.low), figure(lasts.high))}</p>
      <p className="beside">{words.reaches(figure(reach))}</p>
      {unmodelled > 0 && <p className="beside">{words.unmodelled(figure(unmodelled))}</p>}
      <details className="ridge-figures not-printed">
        <summary>{words.figures}</summary>
        <Scrolled label={words.figures}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{words.hour}</th>
                {AROUND.map((family) => (
                  <th key={family} scope="col">
                    {text.families.names[family]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {moments.map(({ hours, families, intensity }) => (
                <tr key={hours}>
                  <th scope="row">{figure(hours)}</th>
                  {AROUND.map((family) => (
                    <td key={family}>{figure(families[family] * intensity)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </section>
  );
}
