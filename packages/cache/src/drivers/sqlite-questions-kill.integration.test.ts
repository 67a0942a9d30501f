import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng } from '@accord/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openQuestions, questionOf } from '../testing/numbered-questions.ts';

/** Built, because a process of its own does not run from the sources. */
const KEEPING = fileURLToPath(new URL('../../dist/testing/questions-process.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-questions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The number of the last question that the process said was kept. */
async function keptUntilKilled(path: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [KEEPING, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = text(child.stdout);
  await once(child.stdout, 'readable');
  await sleep(afterMs);
  child.kill('SIGKILL');
  return Number((await said).split('\n').at(-2));
}

it('finds after a kill every question that was kept, and no other', { timeout: 60_000 }, async () => {
  const rng = createRng(3);
  for (let round = 0; round < 5; round++) {
    const path = join(folder, `${round}.db`);
    const last = await keptUntilKilled(path, rng.below(100));
    expect(last).toBeGreaterThan(0);
    const opened = openQuestions(path);
    const found = (number: number): string | undefined =>
      opened.index.nearest('p', questionOf(number).vector, 1, 0.99)[0]?.text;
    // Each search takes over a bounded number of what was kept.
    for (let searches = 0; searches * 2000 <= last; searches++) found(1);
    for (let number = 1; number <= last; number++) expect(found(number)).toBe(`question ${number}`);
    // One more may have been written before it could be said.
    expect(found(last + 2)).toBeUndefined();
    expect(opened.damaged()).toBe(0);
    opened.close();
  }
});
