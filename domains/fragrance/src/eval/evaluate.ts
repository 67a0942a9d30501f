import type { Brief } from '@accord/contract';
import { resolveKnobs } from '@accord/knobs';
import { briefFrom } from '../brief/interpretation.ts';
import { createInterpreter } from '../brief/interpreter.ts';
import { createValidator } from '../brief/validate.ts';
import { briefKnobs } from '../knobs.ts';
import { checkBrief, type Verdict } from './assertions.ts';
import { keywordBaseline } from './keyword-baseline.ts';
import { LABELLED_SETS, type LabelledBrief, labelledSet, readLabels } from './labels.ts';

/** How many assertions hold out of how many. */
export interface Score {
  readonly held: number;
  readonly all: number;
}

export interface ScoredGroup {
  readonly name: string;
  readonly rules: Score;
  readonly baseline: Score;
}

export interface Miss {
  readonly id: string;
  readonly text: string;
  readonly misses: readonly Verdict[];
}

export interface EvalReport {
  readonly briefs: number;
  readonly total: ScoredGroup;
  readonly sets: readonly ScoredGroup[];
  readonly kinds: readonly ScoredGroup[];
  readonly fields: readonly ScoredGroup[];
  readonly languages: readonly ScoredGroup[];
  /** What the rules got wrong, brief by brief. */
  readonly misses: readonly Miss[];
}

export interface Checked {
  readonly set: string;
  readonly label: LabelledBrief;
  /** Of the brief that is judged. */
  readonly read: readonly Verdict[];
  readonly baseline: readonly Verdict[];
}

/** Reads every labelled brief by the rules, with the default knobs, and by the keyword baseline. */
export async function evaluateBriefs(): Promise<EvalReport> {
  const knobs = resolveKnobs([briefKnobs], []).of(briefKnobs);
  const interpreter = createInterpreter(knobs);
  const validator = createValidator();
  const readByRules = ({ text, language }: LabelledBrief): Brief => {
    const brief = briefFrom(text, interpreter(text, language).output);
    return { ...brief, warnings: [...brief.warnings, ...validator(brief)] };
  };
  const checked = LABELLED_SETS.flatMap((set) =>
    readLabels(labelledSet(set)).map(
      (label): Checked => ({
        set,
        label,
        read: checkBrief(readByRules(label), label.expect),
        baseline: checkBrief(keywordBaseline(label.text), label.expect),
      }),
    ),
  );
  return reportOf(checked);
}

/** Sums up verdicts by set, kind, field and language. */
export function reportOf(checked: readonly Checked[]): EvalReport {
  const everything = (): boolean => true;
  return {
    briefs: checked.length,
    total: scored('all assertions', checked, everything),
    sets: grouped(checked, ({ set }) => set),
    kinds: grouped(checked, ({ label }) => label.kind),
    fields: groupedByField(checked),
    languages: grouped(checked, ({ label }) => label.expect.language ?? 'not asserted'),
    misses: checked.flatMap(({ label: { id, text }, read }) => {
      const misses = read.filter(({ holds }) => !holds);
      return misses.length === 0 ? [] : [{ id, text, misses }];
    }),
  };
}

function grouped(checked: readonly Checked[], keyOf: (one: Checked) => string): ScoredGroup[] {
  return [...new Set(checked.map(keyOf))].map((key) =>
    scored(
      key,
      checked.filter((one) => keyOf(one) === key),
      () => true,
    ),
  );
}

function groupedByField(checked: readonly Checked[]): ScoredGroup[] {
  const fields = new Set(checked.flatMap(({ read }) => read.map(({ field }) => field)));
  return [...fields].sort().map((field) => scored(field, checked, (verdict) => verdict.field === field));
}

function scored(
  name: string,
  checked: readonly Checked[],
  counts: (verdict: Verdict) => boolean,
): ScoredGroup {
  const score = (verdicts: readonly Verdict[]): Score => {
    const counted = verdicts.filter(counts);
    return { held: counted.filter(({ holds }) => holds).length, all: counted.length };
  };
  return {
    name,
    rules: score(checked.flatMap(({ read }) => read)),
    baseline: score(checked.flatMap(({ baseline }) => baseline)),
  };
}
