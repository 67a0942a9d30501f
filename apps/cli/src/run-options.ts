import { UsageError } from './usage-error.ts';

/** Options that the commands which keep runs have in common. */
export const RUN_OPTIONS = {
  preset: { type: 'string' },
  seed: { type: 'string' },
  seconds: { type: 'string' },
  resume: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** @throws UsageError */
export function oneOf<const Word extends string>(
  option: string,
  words: readonly Word[],
  asked: unknown,
): Word {
  const known = words.find((word) => word === asked);
  if (known === undefined) throw new UsageError(`${option} is one of ${words.join(', ')}`);
  return known;
}

/** @throws UsageError */
export function wholeNumber(option: string, asked: unknown, least: number, most: number): number {
  const value = typeof asked === 'string' && asked.trim() === '' ? Number.NaN : Number(asked);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}`);
}

/** @throws UsageError */
export const seedOf = (asked: unknown): number => wholeNumber('--seed', asked ?? 1, 0, 2 ** 32 - 1);

/** @throws UsageError */
export function millisecondsOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const value = Number(seconds);
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError('--seconds takes a number above 0');
  return value * 1000;
}

/** @throws UsageError for what a run that goes on has already */
export function refuseChanges(
  name: string | undefined,
  values: Readonly<Record<string, unknown>>,
  ofPlan: readonly string[],
): void {
  const changed = ofPlan.find((option) => values[option] !== undefined);
  if (name !== undefined || changed !== undefined)
    throw new UsageError(
      `--resume goes on as the run began; leave out ${changed ? `--${changed}` : `'${name}'`}`,
    );
}
