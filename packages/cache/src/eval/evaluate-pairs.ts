import { guard, readForGuards, type RefusalCode } from '../semantic/guards/guard.ts';
import { keywordOverlap } from './keyword-overlap.ts';
import type { LabelledPair, PairSet } from './pairs.ts';

/** Of so many pairs so many would be answered from the cache. */
export interface HitCount {
  readonly hits: number;
  readonly of: number;
}

/** Hits where the pair is the same, and where it is not. */
export interface Outcome {
  readonly right: HitCount;
  readonly wrong: HitCount;
}

export interface PairGroup {
  readonly name: string;
  /** By the similarity alone. */
  readonly similarity: Outcome;
  /** Similar, and no guard refuses. */
  readonly guarded: Outcome;
  /** By the words in common alone, at the threshold that suits the set best. */
  readonly keywords: Outcome;
}

export interface CurvePoint {
  readonly threshold: number;
  readonly similarity: Outcome;
  readonly guarded: Outcome;
}

export interface SetReport {
  readonly name: string;
  readonly keywordThreshold: number;
  readonly total: PairGroup;
  readonly categories: readonly PairGroup[];
  readonly curve: readonly CurvePoint[];
  /** How often each guard refused a pair that is not the same, and one that is. */
  readonly refusals: Readonly<
    Partial<Record<RefusalCode, { readonly different: number; readonly same: number }>>
  >;
  /** Which pairs the guards let through wrongly; none is named of a set that nothing is tuned by. */
  readonly falseHits: readonly LabelledPair[];
}

export interface PairsReport {
  readonly threshold: number;
  readonly sets: readonly SetReport[];
}

export interface EvaluateOptions {
  readonly sets: readonly PairSet[];
  /** Least cosine of a hit. */
  readonly threshold: number;
  embed(text: string): Promise<Float32Array>;
}

interface JudgedPair {
  readonly pair: LabelledPair;
  readonly similarity: number;
  readonly keywords: number;
  readonly refusal: RefusalCode | undefined;
}

const CURVE = [0, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const KEYWORD_THRESHOLDS = Array.from({ length: 21 }, (_, step) => step / 20);

/** Measures what a semantic cache would answer of labelled pairs, with the guards on and off, and what words in common would. */
export async function evaluatePairs({ sets, threshold, embed }: EvaluateOptions): Promise<PairsReport> {
  const reports: SetReport[] = [];
  for (const { name, pairs, frozen } of sets) {
    const judged: JudgedPair[] = [];
    for (const pair of pairs) judged.push(await judge(pair, embed));
    reports.push(reportOf({ name, frozen }, judged, threshold));
  }
  return { threshold, sets: reports };
}

async function judge(pair: LabelledPair, embed: EvaluateOptions['embed']): Promise<JudgedPair> {
  return {
    pair,
    similarity: cosine(await embed(pair.a), await embed(pair.b)),
    keywords: keywordOverlap(pair.a, pair.b),
    refusal: guard(readForGuards(pair.a), readForGuards(pair.b))?.code,
  };
}

/** Of vectors of any length; 0 where one has none. */
function cosine(one: Float32Array, other: Float32Array): number {
  let product = 0;
  let left = 0;
  let right = 0;
  for (const [index, x] of one.entries()) {
    const y = other[index] ?? 0;
    product += x * y;
    left += x * x;
    right += y * y;
  }
  return left * right === 0 ? 0 : product / Math.sqrt(left * right);
}

function reportOf(
  { name, frozen }: Pick<PairSet, 'name' | 'frozen'>,
  judged: readonly JudgedPair[],
  threshold: number,
): SetReport {
  const keywordThreshold = bestKeywordThreshold(judged);
  const group = (title: string, of: readonly JudgedPair[]): PairGroup => ({
    name: title,
    similarity: outcome(of, ({ similarity }) => similarity >= threshold),
    guarded: outcome(of, (one) => isHit(one, threshold)),
    keywords: outcome(of, ({ keywords }) => keywords >= keywordThreshold),
  });
  const categories = [...new Set(judged.map(({ pair }) => pair.category))];
  return {
    name,
    keywordThreshold,
    total: group('all pairs', judged),
    categories: categories.map((category) =>
      group(
        category,
        judged.filter(({ pair }) => pair.category === category),
      ),
    ),
    curve: CURVE.map((at) => ({
      threshold: at,
      similarity: outcome(judged, ({ similarity }) => similarity >= at),
      guarded: outcome(judged, (one) => isHit(one, at)),
    })),
    refusals: refusalsIn(judged),
    falseHits: frozen
      ? []
      : judged.filter((one) => !one.pair.same && isHit(one, threshold)).map(({ pair }) => pair),
  };
}

const isHit = ({ similarity, refusal }: JudgedPair, threshold: number): boolean =>
  refusal === undefined && similarity >= threshold;

function outcome(judged: readonly JudgedPair[], hits: (one: JudgedPair) => boolean): Outcome {
  const count = (same: boolean): HitCount => {
    const of = judged.filter(({ pair }) => pair.same === same);
    return { hits: of.filter(hits).length, of: of.length };
  };
  return { right: count(true), wrong: count(false) };
}

/** Where the share of right hits lies furthest above that of wrong ones (Youden's index); the strictest of equals. */
function bestKeywordThreshold(judged: readonly JudgedPair[]): number {
  let best = { threshold: 1, gain: Number.NEGATIVE_INFINITY };
  for (const threshold of KEYWORD_THRESHOLDS) {
    const { right, wrong } = outcome(judged, ({ keywords }) => keywords >= threshold);
    const gain = shareOf(right) - shareOf(wrong);
    if (gain >= best.gain) best = { threshold, gain };
  }
  return best.threshold;
}

export const shareOf = ({ hits, of }: HitCount): number => (of === 0 ? 0 : hits / of);

function refusalsIn(judged: readonly JudgedPair[]): SetReport['refusals'] {
  const counts: Partial<Record<RefusalCode, { different: number; same: number }>> = {};
  for (const { refusal, pair } of judged) {
    if (refusal === undefined) continue;
    const count = counts[refusal] ?? { different: 0, same: 0 };
    count[pair.same ? 'same' : 'different'] += 1;
    counts[refusal] = count;
  }
  return counts;
}
