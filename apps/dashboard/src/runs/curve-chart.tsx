import { type ReactNode, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onThemeChange } from '../frame/theme-change.ts';
import { useText } from '../text/use-text.ts';
import { shortFigure } from './figure.ts';

const HEIGHT = 180;
const LOGARITHMIC = 3;
const DASHES = [4, 4];

interface CurveChartProps {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
  /** Steps at which a line stands across. */
  readonly marks: readonly number[];
  readonly logarithmic: boolean;
  /** What the picture shows, in words. */
  readonly said: string;
  /** Told at which point the pointer is; all charts of a run show the same. */
  readonly point: (at: number | undefined) => void;
}

/**
 * A curve over steps, on a canvas. Its colours are those of the styles, read each time that it is painted. What else it looks like is
 * fixed when it is made, so another language or scale takes another chart, by its key.
 */
export function CurveChart(props: CurveChartProps): ReactNode {
  const { steps, values, marks, logarithmic, said, point } = props;
  const { language } = useText();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const latest = useRef({ marks, point });
  useEffect(() => {
    latest.current = { marks, point };
  });

  useEffect(() => {
    const place = host.current;
    if (place === null) return undefined;
    const made = new UPlot(
      optionsFor(place, { language, logarithmic, latest: () => latest.current }),
      [[], []],
      place,
    );
    chart.current = made;
    const width = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: HEIGHT }));
    width.observe(place);
    const leave = onThemeChange(() => made.redraw());
    return () => {
      leave();
      width.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [language, logarithmic]);

  useEffect(() => {
    chart.current?.setData([[...steps], [...values]]);
  }, [steps, values]);

  return <div className="curve-chart" role="img" aria-label={said} ref={host} />;
}

interface Look {
  readonly language: string;
  readonly logarithmic: boolean;
  readonly latest: () => Pick<CurveChartProps, 'marks' | 'point'>;
}

function optionsFor(place: HTMLElement, { language, logarithmic, latest }: Look): UPlot.Options {
  const ink =
    (name: string): (() => string) =>
    () =>
      getComputedStyle(place).getPropertyValue(name);
  const axis: UPlot.Axis = {
    font: `12px ${getComputedStyle(place).fontFamily}`,
    stroke: ink('--curve-words'),
    grid: { stroke: ink('--curve-grid'), width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map((split: number | null) => shortFigure(split, language)),
  };
  const byTens = { ...axis, filter: powersOfTen, grid: { ...axis.grid, filter: powersOfTen } };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'run' } },
    scales: { x: { time: false }, y: logarithmic ? { distr: LOGARITHMIC } : {} },
    axes: [
      { ...axis, size: 28, grid: { show: false } },
      { ...(logarithmic ? byTens : axis), size: 52 },
    ],
    series: [{}, { stroke: ink('--curve-line'), width: 2, points: { size: 5, fill: ink('--curve-line') } }],
    hooks: {
      setCursor: [({ cursor }) => latest().point(cursor.idx ?? undefined)],
      drawAxes: [(chart) => drawMarks(chart, latest().marks, ink('--curve-mark')())],
    },
  };
}

/** Lines between the powers of ten would be a hatching. */
const powersOfTen: UPlot.Axis.Filter = (_, splits) =>
  splits.map((split) => (Number.isInteger(Math.round(Math.log10(split) * 1e6) / 1e6) ? split : null));

function drawMarks(chart: UPlot, marks: readonly number[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(DASHES.map((dash) => dash * devicePixelRatio));
  for (const mark of marks) {
    // In the middle of a pixel, where a line is sharp.
    const across = Math.floor(chart.valToPos(mark, 'x', true)) + 0.5;
    if (across < bbox.left || across > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(across, bbox.top);
    ctx.lineTo(across, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
