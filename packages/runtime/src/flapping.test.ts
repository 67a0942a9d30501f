import { expect, it } from 'vitest';
import { bench, fakeEngine, unreachable } from './testing/bench.ts';

const HOURS = 4;
const EVERY_MS = 1000;
/** Relapses double the good probes that are asked for, up to 48 of 10 s and more: at most a few returns an hour. */
const CHANGES_AN_HOUR = 24;

it('a model that fails every other call does not make the mode flap', async () => {
  let calls = 0;
  const wavering = fakeEngine(async () => {
    calls += 1;
    if (calls % 2 === 0) throw unreachable();
    return { output: { word: 'hint' }, model: 'm', finishReason: 'stop' };
  }, 'wavering');
  const { greet, clock } = bench({ engines: { creative: [wavering] } });
  const planned: string[] = [];
  for (let second = 0; second < HOURS * 3600; second++) {
    const { meta } = await greet('creative');
    // What was planned, not what a single failure made of it.
    planned.push(meta.value.reasons[0]?.code === 'mode_as_asked' ? 'creative' : 'lesser');
    await clock.elapse(EVERY_MS);
  }
  const changes = planned.filter((mode, index) => index > 0 && mode !== planned[index - 1]).length;
  expect(planned).toContain('creative');
  expect(planned).toContain('lesser');
  expect(changes / HOURS).toBeLessThanOrEqual(CHANGES_AN_HOUR);
}, 60_000);
