import { describe, expect, it } from 'vitest';
import { ROLLBACK_LEVELS } from './knobs.ts';
import { quickSettings } from './testing/settings.ts';
import { adjustedTolerance, klThreshold, reasonToRollBack, type Signs } from './watch.ts';

const thresholds = { kl: 0.1, lossFactor: 3, rewardShare: 0.5 };
const level = (mean: number, variance = 1) => ({ mean, variance });
const healthy: Signs = { kl: 0.01, valueLoss: 2, targetVariance: 5, reward: level(100) };
const before = Array.from({ length: 10 }, () => healthy);
const reason = (signs: Partial<Signs>, history = before) =>
  reasonToRollBack({ ...healthy, ...signs }, history, thresholds);

describe('reasonToRollBack', () => {
  it('finds none in what is usual', () => {
    expect(reason({})).toBeUndefined();
    expect(reason({ valueLoss: 14, reward: level(51), kl: 0.1 })).toBeUndefined();
  });

  it('finds a jump, and what is no number, from the first iteration on', () => {
    expect(reason({ kl: 0.11 }, [])).toBe('kl');
    expect(reason({ kl: Number.NaN }, [])).toBe('kl');
    expect(reason({ valueLoss: Number.NaN }, [])).toBe('loss_spike');
  });

  it('finds a spike beyond what a constant has now, and what either had lately', () => {
    expect(reason({ valueLoss: 16 })).toBe('loss_spike');
    expect(reason({ valueLoss: 16 }, before.slice(1))).toBeUndefined();
    expect(reason({ valueLoss: 16, targetVariance: 6 })).toBeUndefined();
    expect(reason({ valueLoss: 16 }, [...before.slice(1), { ...healthy, valueLoss: 6 }])).toBeUndefined();
  });

  it('finds a drop, also of rewards below 0', () => {
    expect(reason({ reward: level(49) })).toBe('reward_drop');
    const negative = before.map((signs) => ({ ...signs, reward: level(-100) }));
    expect(reason({ reward: level(-149) }, negative)).toBeUndefined();
    expect(reason({ reward: level(-151) }, negative)).toBe('reward_drop');
    const unknown = [...before.slice(1), { ...healthy, reward: undefined }];
    expect(reason({ reward: level(49) }, unknown)).toBeUndefined();
  });

  it('takes for a drop only what chance does not make of the episodes', () => {
    const scattered = before.map((signs) => ({ ...signs, reward: level(100, 200) }));
    expect(reason({ reward: level(30, 200) }, scattered)).toBeUndefined();
    expect(reason({ reward: level(10, 200) }, scattered)).toBe('reward_drop');
  });
});

describe('the levels', () => {
  it('undo less and less', () => {
    const undone = Object.values(ROLLBACK_LEVELS).map((changes) => {
      const { rollback_kl: kl, rollback_loss_factor: lossFactor, ...others } = quickSettings(changes);
      const at = { kl, lossFactor, rewardShare: others.rollback_reward_share };
      const planted = [{ kl: 0.07 }, { kl: 0.15 }, { kl: 0.3 }, { valueLoss: 12 }, { valueLoss: 20 }];
      const drops = [{ reward: level(60) }, { reward: level(40) }, { reward: level(20) }];
      const signs = [...planted, { valueLoss: 30 }, ...drops];
      return signs
        .map((one) => Number(reasonToRollBack({ ...healthy, ...one }, before, at) !== undefined))
        .join('');
    });
    expect(undone).toEqual(['111111111', '011011011', '001001001']);
  });
});

describe('the tolerance', () => {
  it('grows with many rollbacks and shrinks with few, within bounds', () => {
    expect(adjustedTolerance(1, 0.2)).toBe(1.5);
    expect(adjustedTolerance(1, 0.05)).toBe(1);
    expect(adjustedTolerance(1, 0)).toBe(0.8);
    expect([adjustedTolerance(4, 1), adjustedTolerance(0.5, 0)]).toEqual([4, 0.5]);
  });

  it('does not make a healthy update a jump', () => {
    expect(klThreshold(0.1, 0.5, 0.02)).toBe(0.08);
    expect(klThreshold(0.1, 0.9, 0.02)).toBeCloseTo(0.09, 12);
    expect(klThreshold(0.05, 0.5, 0.02)).toBe(0.05);
    expect(klThreshold(0.1, 4, 0.02)).toBe(0.4);
  });
});
