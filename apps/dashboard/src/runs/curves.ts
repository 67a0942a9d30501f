import type { RunReply } from '@accord/contract';

type Curve = RunReply['curves'][number];

/** In the order in which a person asks. What is not named here comes after, as it is. */
const ORDER = [
  'reward',
  'entropy',
  'kl',
  'clip_fraction',
  'explained_variance',
  'best',
  'hypervolume',
  'front',
  'violation',
  'sigma',
  'mutation_rate',
];

/** Where values differ by more than this factor, a straight scale shows only the largest. */
const WIDE = 1000;

/** The curves that are drawn. Rollbacks are marked in the others; constraints that always hold say nothing. */
export function drawnCurves(curves: readonly Curve[]): Curve[] {
  const place = ({ name }: Curve): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return curves
    .filter(({ name, values }) => name !== 'rollbacks' && values.some((value) => value !== null))
    .filter(({ name, values }) => name !== 'violation' || values.some((value) => value !== 0))
    .sort((one, other) => place(one) - place(other));
}

/** What is told of a curve in words; undefined where it has no value. */
export function courseOf(
  values: readonly (number | null)[],
):
  | { readonly first: number; readonly last: number; readonly least: number; readonly most: number }
  | undefined {
  const known = values.filter((value) => value !== null);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const least = known.reduce((least, value) => Math.min(least, value), first);
  const most = known.reduce((most, value) => Math.max(most, value), first);
  return { first, last, least, most };
}

export function isLogarithmic(values: readonly (number | null)[]): boolean {
  const course = courseOf(values);
  return course !== undefined && course.least > 0 && course.most / course.least > WIDE;
}
