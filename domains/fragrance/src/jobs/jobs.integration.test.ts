import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccordError, type Clock, createIdSource, createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fragranceErrors } from '../errors.ts';
import { designKnobs } from '../knobs.ts';
import { JOB_STEPS, jobTable, type StoredJob } from './job-table.ts';
import { createJobs, type Jobs, type Work } from './jobs.ts';

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-jobs-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** A process on the database of the folder. */
function processWith(
  work: Work,
  knobs: Readonly<Record<string, number>> = {},
  clock: Clock = systemClock,
): Jobs {
  const sql = sqliteAt(join(folder, 'accord.db'));
  const layer = {
    origin: 'test',
    values: new Map(Object.entries(knobs).map(([name, value]) => [`fragrance.design.${name}`, value])),
  };
  const opening = sql.migrate('fragrance-jobs', JOB_STEPS).then(() => jobTable(sql));
  const jobs = createJobs({
    table: () => opening,
    work,
    clock,
    nextId: createIdSource(clock, createRng(1)),
    knobs: resolveKnobs([designKnobs], [layer]).of(designKnobs),
    onFailure: () => undefined,
  });
  closing.push(async () => {
    await jobs.close();
    await sql.close();
  });
  return jobs;
}

const foundIn = (formulas: readonly string[]): Awaited<ReturnType<Work>> => ({ outcome: null, formulas });

/** Works until it is told to end, or stopped. */
function worker(): { readonly work: Work; readonly finish: (formulas: readonly string[]) => void } {
  const waiting: ((found: Awaited<ReturnType<Work>>) => void)[] = [];
  return {
    work: (_, { signal }) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(foundIn(['half'])));
      }),
    finish: (formulas) => waiting.shift()?.(foundIn(formulas)),
  };
}

async function ended(jobs: Jobs, { id, tenant }: StoredJob): Promise<StoredJob> {
  let last: StoredJob | undefined;
  for await (const job of jobs.watch(tenant, id, new AbortController().signal)) last = job;
  if (last === undefined) throw new TypeError('nothing was told');
  return last;
}

const told = async (jobs: Jobs, { id, tenant }: StoredJob): Promise<string[]> => {
  const states = [];
  for await (const { state, progress } of jobs.watch(tenant, id, new AbortController().signal))
    states.push(progress === null ? state : `${state} ${progress.share}`);
  return states;
};

describe('a job', () => {
  it('is run, tells of its progress, and is kept for later processes', async () => {
    const jobs = processWith(async (_, { onProgress }) => {
      for (const share of [0.25, 0.5, 1]) {
        onProgress({ share, evaluations: share * 100, best: null });
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return foundIn(['a', 'b']);
    });
    const job = await jobs.submit('acme', '{"wish":1}');
    const states = await told(jobs, job);

    expect(states[0]).toMatch(/^(queued|running)/);
    expect(states).toContain('running 0.5');
    expect(states.at(-1)).toBe('done 1');
    const later = processWith(worker().work);
    expect(await later.find('acme', job.id)).toMatchObject({
      state: 'done',
      formulas: ['a', 'b'],
      order: '{"wish":1}',
    });
    expect((await later.list('acme')).map(({ id }) => id)).toEqual([job.id]);
  });

  it('is nobody else’s', async () => {
    const jobs = processWith(worker().work);
    const job = await jobs.submit('acme', '{}');

    await expect(jobs.find('other', job.id)).rejects.toMatchObject({ code: 'FORMULA_JOB_NOT_FOUND' });
    await expect(jobs.cancel('other', job.id)).rejects.toMatchObject({ code: 'FORMULA_JOB_NOT_FOUND' });
    expect(await jobs.list('other')).toEqual([]);
  });

  it('waits its turn, and is refused where too many wait', async () => {
    const { work, finish } = worker();
    const jobs = processWith(work, { queue_limit: 2, queued_per_tenant: 1 });
    const first = await jobs.submit('acme', '1');
    const second = await jobs.submit('acme', '2');

    await expect(jobs.submit('acme', '3')).rejects.toMatchObject({ code: 'FORMULA_JOBS_FULL' });
    await jobs.submit('other', '4');
    await expect(jobs.submit('third', '5')).rejects.toMatchObject({ code: 'FORMULA_JOBS_FULL' });
    expect((await jobs.find('acme', second.id)).state).toBe('queued');
    finish(['a']);
    expect(await ended(jobs, first)).toMatchObject({ state: 'done', formulas: ['a'] });
    expect((await jobs.find('acme', second.id)).state).toBe('running');
  });

  it('is cancelled with what it has, at work or waiting', async () => {
    const jobs = processWith(worker().work);
    const first = await jobs.submit('acme', '1');
    const second = await jobs.submit('acme', '2');

    expect(await jobs.cancel('acme', second.id)).toMatchObject({ state: 'cancelled', formulas: [] });
    expect(await jobs.cancel('acme', first.id)).toMatchObject({ state: 'cancelled', formulas: ['half'] });
    expect(await jobs.cancel('acme', first.id)).toMatchObject({ state: 'cancelled' });
  });

  it('is cancelled from another process', async () => {
    const here = processWith(worker().work);
    const there = processWith(worker().work);
    const job = await here.submit('acme', '1');

    expect(await there.cancel('acme', job.id)).toMatchObject({ state: 'cancelled' });
    expect(await ended(there, job)).toMatchObject({ state: 'cancelled' });
  });

  it('says by its code why it failed, and tells nothing of a fault of the program', async () => {
    const faults: unknown[] = [
      new AccordError(fragranceErrors.FORMULA_PARTS_INVALID, { detail: 'no way' }),
      new TypeError('secret'),
    ];
    const jobs = processWith(async () => {
      throw faults.shift();
    });

    expect(await ended(jobs, await jobs.submit('acme', '1'))).toMatchObject({
      state: 'failed',
      error: { code: 'FORMULA_PARTS_INVALID', detail: 'no way' },
    });
    const failed = await ended(jobs, await jobs.submit('acme', '2'));
    expect(failed.error?.code).toBe('FORMULA_SEARCH_FAILED');
    expect(JSON.stringify(failed)).not.toContain('secret');
  });

  it('ends with what it has once its time is over', async () => {
    const ahead: Clock = { ...systemClock, after: (ms, ...rest) => systemClock.after(ms / 20, ...rest) };
    const jobs = processWith(worker().work, { timeout_s: 1 }, ahead);

    expect(await ended(jobs, await jobs.submit('acme', '1'))).toMatchObject({
      state: 'done',
      formulas: ['half'],
    });
  });

  it('is lost when its process is closed, and when it was killed', async () => {
    const jobs = processWith(worker().work);
    const closed = await jobs.submit('acme', '1');
    await jobs.close();
    let now = Date.now();
    const killed = processWith(worker().work, {}, { ...systemClock, after: () => () => undefined });
    const silent = await killed.submit('acme', '2');
    const later = processWith(worker().work, {}, { ...systemClock, now: () => now });

    expect((await later.find('acme', closed.id)).state).toBe('lost');
    expect((await later.find('acme', silent.id)).state).toMatch(/queued|running/);
    now += 60_000;
    expect((await later.find('acme', silent.id)).state).toBe('lost');
  });

  it('is forgotten once there are many later ones', async () => {
    const jobs = processWith(async () => foundIn([]), { keep_jobs: 2 });
    for (const order of ['1', '2', '3', '4']) await ended(jobs, await jobs.submit('acme', order));

    expect((await jobs.list('acme')).map(({ order }) => order)).toEqual(['4', '3']);
  });
});
