import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { estimateAdvantages } from './advantages.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { RewardWindow } from './reward-window.ts';
import { scheduled } from './schedule.ts';

describe('estimateAdvantages', () => {
  it('keeps the value of what follows a cut, and none after an end', () => {
    const [advantages, targets] = [new Float64Array(3), new Float64Array(3)];
    const rollout = {
      rewards: Float64Array.of(2, 2, 2),
      values: Float64Array.of(10, 20, 30, 40),
      boundaries: Uint8Array.of(0, 1, 1),
      cutValues: Float64Array.of(0, 5, 0),
      advantages,
      targets,
    };
    estimateAdvantages(rollout, 1, 2, 0.5, 0.5);
    const cut = 1 + 2.5 - 20;
    expect([...advantages]).toEqual([1 + 10 - 10 + 0.25 * cut, cut, 1 - 30]);
    expect([...targets]).toEqual([10 + 1 + 0.25 * cut, 20 + cut, 1]);
  });

  it('goes on from what is shown after the last step, in each environment for itself', () => {
    const advantages = new Float64Array(4);
    const rollout = {
      rewards: Float64Array.of(1, 0, 0, 0),
      values: Float64Array.of(0, 0, 0, 0, 8, 0),
      boundaries: new Uint8Array(4),
      cutValues: new Float64Array(4),
      advantages,
      targets: new Float64Array(4),
    };
    estimateAdvantages(rollout, 2, 1, 0.5, 0.5);
    expect([...advantages]).toEqual([1 + 0.25 * 4, 0, 4, 0]);
  });
});

describe('scheduled', () => {
  it('goes from the first value to the last', () => {
    for (const schedule of ['linear', 'cosine', 'exponential'] as const) {
      expect(scheduled(schedule, 0.01, 0.001, 0)).toBeCloseTo(0.01, 12);
      expect(scheduled(schedule, 0.01, 0.001, 2)).toBeCloseTo(0.001, 12);
    }
    expect(scheduled('linear', 4, 2, 0.25)).toBe(3.5);
    expect(scheduled('cosine', 4, 2, 0.25)).toBeCloseTo(3 + Math.SQRT1_2, 12);
    expect(scheduled('exponential', 4, 1, 0.5)).toBeCloseTo(2, 12);
  });
});

describe('RewardWindow', () => {
  it('forgets what is older than its size', () => {
    const window = new RewardWindow(4);
    for (const reward of [1e6, -1e6, 1, 3, 1, 3]) window.add(reward);
    expect(window.deviation()).toBe(1);
    window.resize(2);
    window.add(3);
    expect(window.divisor()).toBe(1);
    expect(window.save().kept.toSorted((a, b) => a - b)).toEqual([3, 3]);
  });
});

describe('a checkpoint', () => {
  it('is read as it was written, and refused when a byte is missing, changed or foreign', () => {
    const folder = mkdtempSync(join(tmpdir(), 'accord-ppo-'));
    try {
      const path = join(folder, 'one.checkpoint');
      writeCheckpoint(path, { numbers: [0.1, 1e-300] });
      expect(readCheckpoint(path)).toEqual({ numbers: [0.1, 1e-300] });
      const text = readFileSync(path, 'utf8');
      const invalid = expect.objectContaining({ code: 'PPO_CHECKPOINT_INVALID' });
      for (const other of [
        text.slice(0, -1),
        text.replace('0.1', '0.2'),
        text.replace('ppo 1', 'ppo 9'),
        '',
      ]) {
        writeFileSync(path, other);
        expect(() => readCheckpoint(path)).toThrow(invalid);
      }
      writeCheckpoint(path, null);
      expect(() => readCheckpoint(path)).toThrow(invalid);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
