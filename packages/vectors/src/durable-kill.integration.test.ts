import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng, systemClock } from '@accord/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DurableVectorIndex, openDurableIndex } from './durable-index.ts';
import { NUMBERED_DIMENSIONS, numberedVector } from './testing/numbered-vectors.ts';
import { vectorSettings } from './testing/settings.ts';

/** Built, because a process of its own does not run from the sources. */
const WRITING = fileURLToPath(new URL('../dist/testing/writing-process.js', import.meta.url));
/** No more is under way at once. */
const AT_ONCE = 8;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-vectors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path: string): DurableVectorIndex =>
  openDurableIndex({
    path,
    collection: 'test',
    model: 'numbers-v1',
    dimensions: NUMBERED_DIMENSIONS,
    knobs: vectorSettings(),
    storage: { busy_timeout_ms: 1000 },
    clock: systemClock,
    whenFull: 'refuse',
    onGraphFailure: (error) => {
      throw error;
    },
  });

async function saidUntilKilled(path: string, seed: number, afterMs: number): Promise<string> {
  const writer = spawn(process.execPath, [WRITING, path, `${seed}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(writer.stdout);
  await once(writer.stdout, 'readable');
  await sleep(afterMs);
  writer.kill('SIGKILL');
  return said;
}

/** Whether the vector of this number is kept under this name. */
function holds(index: DurableVectorIndex, id: string, number: number): boolean {
  // What was written at once has one number and so one vector.
  const same = index.search({
    namespace: 'a',
    vector: numberedVector(number),
    limit: AT_ONCE,
    atLeast: 0.999,
  });
  return same.some((match) => match.id === id);
}

interface Confirmed {
  readonly number: number;
  readonly gone: boolean;
}

/** What was last said of each name. */
function confirmedOf(said: string): ReadonlyMap<string, Confirmed> {
  const lines = said.split('\n').slice(0, -1);
  return new Map(
    lines.map((line) => {
      const [what, id = '', number] = line.split(' ');
      expect(what).toMatch(/^(set|gone)$/);
      return [id, { number: Number(number), gone: what === 'gone' }];
    }),
  );
}

it('holds after a kill what was on disk, and nothing else', { timeout: 120_000 }, async () => {
  const rng = createRng(5);
  let confirmations = 0;
  for (let round = 0; round < 12; round++) {
    const path = join(folder, `${round}.db`);
    const confirmed = confirmedOf(await saidUntilKilled(path, round + 1, rng.below(150)));
    const index = open(path);
    expect(index.report).toMatchObject({ damaged: 0, foreign: 0, loaded: index.stats().entries });
    let changedUnsaid = 0;
    for (const [id, { number, gone }] of confirmed) {
      const there = index.has({ namespace: 'a', id });
      if (gone ? !there : holds(index, id, number)) continue;
      // Then the next change of this name was written, and the process died before it could say so.
      changedUnsaid += 1;
      const later = Array.from({ length: 200 }, (_, at) => number + 1 + at);
      expect(there ? later.some((number) => holds(index, id, number)) : !gone).toBe(true);
    }
    expect(changedUnsaid).toBeLessThanOrEqual(AT_ONCE);
    confirmations += confirmed.size;
    await index.close();
  }
  expect(confirmations).toBeGreaterThan(100);
});
