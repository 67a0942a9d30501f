import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, fitBradleyTerry, likingOf } from './bradley-terry.ts';

const comparison = (outcome: number, ...difference: number[]): Comparison => ({
  difference: Float64Array.from(difference),
  outcome,
  weight: 1,
});
const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/** The likelihood of answers times the prior, of one weight. */
const density = (answers: readonly Comparison[], prior: number, weight: number): number =>
  answers.reduce(
    (product, { difference: [x = 0], outcome }) => {
      const chance = logistic(weight * x);
      return product * (outcome === 1 ? chance : 1 - chance);
    },
    Math.exp(-(weight ** 2) / (2 * prior ** 2)) / (prior * Math.sqrt(2 * Math.PI)),
  );

describe('Bradley and Terry', () => {
  it('has its mode where the slope of likelihood and prior cancel', () => {
    const difference = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
    const answer = fc.record({
      difference,
      outcome: fc.constantFrom(0, 0.5, 1),
      weight: fc.double({ min: 0.1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 30 }), fc.constantFrom(0.5, 2, 16), (answers, prior) => {
        const comparisons = answers.map((one) => ({ ...one, difference: Float64Array.from(one.difference) }));
        const { mean } = fitBradleyTerry(comparisons, 3, prior);
        for (let i = 0; i < 3; i += 1) {
          let slope = (mean[i] ?? 0) / prior ** 2;
          for (const { difference, outcome, weight } of comparisons) {
            const liking = difference.reduce((sum, value, k) => sum + value * (mean[k] ?? 0), 0);
            slope += weight * (logistic(liking) - outcome) * (difference[i] ?? 0);
          }
          expect(Math.abs(slope)).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it('has the variance of the curvature at the mode', () => {
    const answers = [comparison(1, 1), comparison(0, 0.5), comparison(1, 2)];
    const posterior = fitBradleyTerry(answers, 1, 1);
    const [mode = 0] = posterior.mean;
    const curvature = answers.reduce((sum, { difference: [x = 0] }) => {
      const chance = logistic(mode * x);
      return sum + chance * (1 - chance) * x * x;
    }, 1);

    const { root } = likingOf(posterior, Float64Array.of(1));
    expect((root[0] ?? 0) ** 2).toBeCloseTo(1 / curvature, 9);
  });

  it('has nearly the evidence that integration finds', () => {
    const answers = [comparison(1, 1), comparison(0, 0.5), comparison(1, 0.7), comparison(0, -1)];
    let integral = 0;
    for (let weight = -12; weight <= 12; weight += 0.001) integral += density(answers, 1, weight) * 0.001;

    expect(fitBradleyTerry(answers, 1, 1).evidence).toBeCloseTo(Math.log(integral), 1);
  });

  it('comes to an end where the answers can be told apart without a doubt', () => {
    const { mean } = fitBradleyTerry([comparison(1, 100), comparison(0, -100)], 1, 16);
    expect(mean[0]).toBeGreaterThan(0);
    expect(mean[0]).toBeLessThan(1);
  });
});
