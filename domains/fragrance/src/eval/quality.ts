import { type Brief, FAMILIES } from '@accord/contract';
import type { Interpreter } from '../brief/interpreter.ts';
import type { Validator } from '../brief/validate.ts';
import { isSameMatter } from '../brief/warning-spans.ts';
import { checkBrief } from './assertions.ts';
import { hintParts } from './creativity.ts';
import type { Expectation, LabelledBrief } from './labels.ts';

/** The parts of the quality score, each from 0 to 1. Defined in docs/reference/quality.md. */
export interface Quality {
  readonly accuracy: number;
  readonly completeness: number;
  readonly consistency: number;
  readonly creativity: number;
  readonly score: number;
}

/** After the tuning guide. */
const WEIGHTS = { accuracy: 0.4, completeness: 0.3, consistency: 0.2, creativity: 0.1 } as const;

/** A labelled wish with the brief it was read into; no brief where the request failed. */
export interface ReadWish {
  readonly label: LabelledBrief;
  readonly brief: Brief | undefined;
}

/** What the measures judge by: the rules, whoever read the wish. */
export interface Judges {
  readonly interpreter: Interpreter;
  readonly validator: Validator;
}

/** The quality of briefs against their labels. A request that failed counts as nothing right. */
export function qualityOf(read: readonly ReadWish[], judges: Judges): Quality {
  const completeness = read.flatMap(({ label, brief }) => {
    const spoken = spokenFields(label.expect);
    return spoken.length === 0 ? [] : [brief === undefined ? 0 : shareFilled(brief, spoken)];
  });
  const parts = {
    accuracy: mean(read.map(({ label, brief }) => (brief === undefined ? 0 : accuracyOf(brief, label)))),
    completeness: mean(completeness),
    consistency: mean(
      read.map(({ label, brief }) =>
        brief === undefined ? 0 : consistencyOf(brief, label.text, judges.validator),
      ),
    ),
    creativity: creativityOf(read, judges.interpreter),
  };
  const weighed = (name: keyof typeof WEIGHTS): number => WEIGHTS[name] * parts[name];
  const score =
    weighed('accuracy') + weighed('completeness') + weighed('consistency') + weighed('creativity');
  return { ...parts, score };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const share = (checks: readonly boolean[]): number =>
  checks.length === 0 ? 1 : checks.filter(Boolean).length / checks.length;

const accuracyOf = (brief: Brief, label: LabelledBrief): number =>
  share(checkBrief(brief, label.expect).map(({ holds }) => holds));

/** Lowest degree that a label gives a family which the wish asks for, and not merely touches or refuses. */
const ASKED_FOR = 0.3;

/** Paths of the fields that the wish speaks of, as far as its label says. */
function spokenFields(expected: Expectation): string[] {
  const { notes_preference: preference = {}, notes, constraints = {} } = expected;
  const scalars = [
    'style',
    'intensity',
    'complexity',
    'product_category',
    'target_profile',
    'budget_tier',
  ] as const;
  const fields = [
    ...scalars.filter((field) => expected[field] !== undefined),
    ...(['season', 'mood'] as const).filter((field) => (expected[field] ?? []).length > 0),
    ...(['required', 'excluded'] as const)
      .filter((list) => (notes?.[list] ?? []).length > 0)
      .map((list) => `notes.${list}`),
    ...FAMILIES.filter((family) => (preference[family]?.[0] ?? 0) >= ASKED_FOR).map(
      (family) => `notes_preference.${family}`,
    ),
    ...Object.entries(constraints)
      .filter(([, value]) => value !== false)
      .map(([name]) => `constraints.${name}`),
    ...(expected.inferred_excludes ?? []),
  ];
  return [...new Set(fields)];
}

const shareFilled = (brief: Brief, spoken: readonly string[]): number =>
  share(spoken.map((field) => !brief.inferred.includes(field)));

/** Families of a text that is not about a scent stay below this. */
const UNSPOKEN = 0.3;

/** The share of the checks that hold: see the page for each. */
function consistencyOf(brief: Brief, text: string, validator: Validator): number {
  const { notes, warnings, evidence } = brief;
  const warnedOf = (code: string): boolean => warnings.some((warning) => warning.code === code);
  const doubts = validator(brief);
  return share([
    doubts.every((doubt) => warnings.some((warning) => isSameMatter(warning, doubt))),
    !notes.required.some((note) => notes.excluded.includes(note)) || warnedOf('contradiction'),
    evidence.every(({ start, end }) => start < end && end <= text.length),
    evidence.every(({ field }) => !brief.inferred.includes(field)),
    evidence.every(({ field, value }) => holdsValue(brief, field, value)),
    !warnedOf('off_topic') || FAMILIES.every((family) => brief.notes_preference[family] <= UNSPOKEN),
  ]);
}

/** True when the brief has at the path what the evidence says, or has it in the list there. */
function holdsValue(brief: Brief, path: string, value: string | number | boolean): boolean {
  let found: unknown = brief;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return false;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return Array.isArray(found) ? found.includes(value) : found === value;
}

/** The mean over the briefs' hints, and how seldom hints come back: 0 in a mode that gives none. */
function creativityOf(read: readonly ReadWish[], interpreter: Interpreter): number {
  const briefs = read.map(({ brief }) => brief).filter((brief) => brief !== undefined);
  const hints = briefs.flatMap((brief) => brief.creative_hints);
  if (hints.length === 0) return 0;
  const perBrief = read.map(({ label, brief }) =>
    brief === undefined ? 0 : mean(hintParts(brief, label.text, interpreter)),
  );
  const variety = new Set(hints).size / hints.length;
  return (mean(perBrief) * HINT_PARTS + variety) / (HINT_PARTS + 1);
}

/** Measures of the hints of one brief; variety over the set is one more. */
const HINT_PARTS = 5;
