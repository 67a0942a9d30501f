import type { CheckSource, Evidence } from './evidence.ts';

/** What is certain enough of a source's own errors. */
export interface SourceError {
  /** It calls a right answer wrong at least this often, … */
  readonly falseAlarmAtLeast: number;
  /** … and at most this often. */
  readonly falseAlarmAtMost: number;
  /** It calls a wrong answer right at most this often. */
  readonly missAtMost: number;
}

export type SourceErrors = Readonly<Record<CheckSource, SourceError>>;

export const EXACT: SourceError = { falseAlarmAtLeast: 0, falseAlarmAtMost: 0, missAtMost: 0 };

/**
 * The bets of the mixture: the odds ratio between the rate that a bet is best for and the rate that it is held against,
 * and its share of the capital. The first is for checks that are all right, the others for when some are not.
 */
const BETS = [
  [0.01, 0.25],
  [0.05, 0.1],
  [0.1, 0.1],
  [0.2, 0.1],
  [0.3, 0.1],
  [0.4, 0.1],
  [0.5, 0.1],
  [0.6, 0.08],
  [0.75, 0.07],
] as const;
const CLOSE_ENOUGH = 1e-6;

/**
 * Logarithm of the evidence against a false-hit rate of `rate` or more: the capital of one who began with 1 and bet on
 * fewer wrong answers. Were the rate that high, the capital would be a supermartingale, so it would ever reach 1/α with
 * probability at most α, however often one looks (Ville's inequality).
 *
 * A check of weight w multiplies the capital of a bet c by 1 + w (r − x) c / (1 − c r), where x is 1 for a wrong answer
 * and r is how often the source would say so at this rate; the mixture is over a fixed set of c. That is betting as in
 * Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting" (JRSS B, 2024), with the weights of
 * sampling by inverse probability, and a mixture as in Howard, Ramdas, McAuliffe & Sekhon, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences" (Annals of Statistics, 2021). As c does not depend on the rate and
 * −log(1 − c r) is convex, what is refuted for checks of equal weight is also that the rates of the single checks
 * were as high on average.
 */
export function evidenceAgainst(rate: number, evidence: Evidence, errors: SourceErrors): number {
  const logs = BETS.map(([oddsRatio, share]) => {
    const c = 1 - oddsRatio;
    let log = Math.log(share);
    for (const { source, halvings, right, wrong } of evidence) {
      const said = saidWrongAtLeast(rate, errors[source]);
      const stake = (c / (1 - c * said)) * 0.5 ** halvings;
      if (right > 0) log += right * Math.log1p(stake * said);
      if (wrong > 0) log += wrong * Math.log1p(stake * (said - 1));
    }
    return log;
  });
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

/**
 * The false-hit rate is at most this with confidence 1 − `alpha`, at every moment at once: the lowest rate that the
 * evidence refutes together with all above it; 1 where it refutes none.
 */
export function upperBound(evidence: Evidence, alpha: number, errors: SourceErrors): number {
  const needed = Math.log(1 / alpha);
  if (evidenceAgainst(1, evidence, errors) < needed) return 1;
  let [low, high] = [0, 1];
  while (high - low > CLOSE_ENOUGH) {
    const middle = (low + high) / 2;
    if (evidenceAgainst(middle, evidence, errors) < needed) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * How often the source says "wrong" at the least, when the false-hit rate is `rate` or more: (1 − rate) of its false
 * alarms and what it does not miss of the rest. Of a source that is no better than chance nothing follows.
 */
function saidWrongAtLeast(rate: number, { falseAlarmAtLeast, missAtMost }: SourceError): number {
  const telling = 1 - falseAlarmAtLeast - missAtMost;
  return telling > 0 ? falseAlarmAtLeast + rate * telling : 0;
}
