import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { eventLoopLag } from './event-loop-lag.ts';
import { sheddingKnobs } from './shedding-knobs.ts';
import { createLoadShedder, type SheddingState } from './load-shedder.ts';
import { PRIORITIES, type Priority } from './priority-queue.ts';
import { knobsWith } from './testing.ts';

function bench() {
  const clock = manualClock();
  let lag: number | undefined = 0;
  const changes: SheddingState[] = [];
  const shedder = createLoadShedder({
    clock,
    knobs: knobsWith(sheddingKnobs),
    sampler: { read: () => lag, close: () => {} },
    onChange: (state) => void changes.push(state),
  });
  const admitted = (): Priority[] =>
    PRIORITIES.filter((priority) => {
      try {
        shedder.admit(priority);
        return true;
      } catch {
        return false;
      }
    });
  return {
    shedder,
    changes,
    admitted,
    /** Lets samples of this lag be taken, and tells who is admitted then. */
    lagging: (ms: number | undefined, samples: number): Priority[] => {
      lag = ms;
      for (let sample = 0; sample < samples; sample++) {
        clock.advance(250);
        shedder.state();
      }
      return admitted();
    },
  };
}

describe('shedding load', () => {
  it('admits everyone while the event loop is on time', () => {
    const { lagging, shedder } = bench();
    expect(lagging(49, 100)).toEqual(['high', 'default', 'low']);
    expect(shedder.state()).toEqual({ kind: 'accepting', lagMs: 49 });
  });

  it('gives up batch work first and urgent requests last', () => {
    const { lagging, shedder, changes } = bench();
    expect(lagging(60, 2)).toEqual(['high', 'default']);
    expect(lagging(100, 50)).toEqual(['high', 'default']);
    expect(lagging(200, 2)).toEqual(['high']);
    expect(lagging(600, 2)).toEqual([]);
    expect(shedder.state()).toMatchObject({ kind: 'shedding', refused: ['low', 'default', 'high'] });
    expect(() => shedder.admit('high')).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', retryAfterSeconds: 2 }),
    );
    expect(changes).toHaveLength(3);
  });

  it('is not turned by one late moment, nor by one quiet one', () => {
    const { lagging, changes } = bench();
    for (let time = 0; time < 20; time++) {
      lagging(400, 1);
      expect(lagging(0, 1)).toEqual(['high', 'default', 'low']);
    }
    lagging(60, 2);
    for (let time = 0; time < 20; time++) {
      lagging(0, 3);
      expect(lagging(30, 1)).toEqual(['high', 'default']);
    }
    expect(changes).toHaveLength(1);
  });

  it('takes classes back one by one, well below the threshold', () => {
    const { lagging } = bench();
    lagging(600, 10);
    expect(lagging(0, 4)).toEqual(['high']);
    expect(lagging(0, 4)).toEqual(['high', 'default']);
    expect(lagging(25, 40)).toEqual(['high', 'default']);
    expect(lagging(24, 4)).toEqual(['high', 'default', 'low']);
  });

  it('stays as it is while nothing could be measured', () => {
    const { lagging } = bench();
    lagging(60, 2);
    expect(lagging(undefined, 100)).toEqual(['high', 'default']);
  });
});

describe('the lag of the event loop', () => {
  it('is seen when something holds the loop up, and gone when it is over', async () => {
    const sampler = eventLoopLag();
    const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
    const hold = (ms: number): void => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    };
    try {
      await pause(30);
      sampler.read();
      for (let time = 0; time < 3; time++) {
        hold(120);
        await pause(1);
      }
      const held = sampler.read();
      expect(held).toBeGreaterThan(60);
      expect(sampler.read()).toBeUndefined();
    } finally {
      sampler.close();
    }
  });
});
