import type { FormulaJob } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { fragranceErrors } from '../errors.ts';
import type { designKnobs } from '../knobs.ts';
import type { JobTable, StoredJob } from './job-table.ts';
import { LiveJob } from './live-job.ts';

export type Progress = NonNullable<FormulaJob['progress']>;

/** What a job does. It returns what it found; asked to stop, what it has found until then. */
export type Work = (
  job: StoredJob,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
) => Promise<Pick<StoredJob, 'outcome' | 'formulas'>>;

export interface JobsOptions {
  readonly table: () => Promise<JobTable>;
  readonly work: Work;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly knobs: KnobValues<typeof designKnobs>;
  readonly onFailure: (error: unknown, doing: string) => void;
}

export interface Jobs {
  /** @throws FORMULA_JOBS_FULL */
  submit(tenant: string, order: string): Promise<StoredJob>;
  /** @throws FORMULA_JOB_NOT_FOUND */
  find(tenant: string, id: string): Promise<StoredJob>;
  /** The latest first. */
  list(tenant: string): Promise<readonly StoredJob[]>;
  /**
   * Ends a job, and tells what has become of it; one that has ended already stays as it is.
   *
   * @throws FORMULA_JOB_NOT_FOUND
   */
  cancel(tenant: string, id: string): Promise<StoredJob>;
  /**
   * A job now, and whenever something has become of it, until it has ended.
   *
   * @throws FORMULA_JOB_NOT_FOUND
   */
  watch(tenant: string, id: string, signal: AbortSignal): AsyncGenerator<StoredJob>;
  /** Those of this process that have not ended are lost. */
  close(): Promise<void>;
}

const BEAT_MS = 5000;
/** For so long a process vouches for a job; it misses two beats before others take the job for lost. */
const LEASE_MS = 15_000;
/** News of a job come no faster than this. */
const NEWS_EVERY_MS = 100;
/** A job of another process is looked at anew. */
const LOOK_EVERY_MS = 1000;
const RETRY_AFTER_S = 10;
const LISTED = 50;

/**
 * Runs a few jobs at a time, and keeps what becomes of them where other processes see it. A process vouches for its jobs by
 * and by; a job for which nobody vouches any more, since its process was ended, is lost.
 */
export function createJobs({ table, work, clock, nextId, knobs, onFailure }: JobsOptions): Jobs {
  const live = new Map<string, LiveJob>();
  const waiting: LiveJob[] = [];
  let running = 0;
  let beating: (() => void) | undefined;
  let closed = false;

  const put = async (...jobs: StoredJob[]): Promise<void> => (await table()).put(jobs);

  const beat = async (): Promise<void> => {
    const jobs = await table();
    for (const one of live.values()) {
      const kept = await jobs.find(one.job.tenant, one.job.id);
      if (kept?.endedAt === undefined) one.update({ aliveUntil: clock.now() + LEASE_MS });
      else one.stop('cancelled');
    }
    await jobs.put([...live.values()].map(({ job }) => job));
  };
  const beatLater = (): void => {
    beating ??= clock.after(
      BEAT_MS,
      () => {
        beating = undefined;
        if (live.size === 0) return;
        void beat()
          .catch((error: unknown) => onFailure(error, 'vouching for jobs'))
          .finally(beatLater);
      },
      { background: true },
    );
  };

  const end = async (one: LiveJob, news: Partial<StoredJob>): Promise<void> => {
    one.update({ ...news, endedAt: clock.now() });
    live.delete(one.job.id);
    await put(one.job);
  };

  const run = async (one: LiveJob): Promise<void> => {
    one.update({ state: 'running', startedAt: clock.now() });
    const overdue = clock.after(knobs.timeout_s * 1000, () => one.stop('overdue'));
    try {
      await put(one.job);
      const found = await work(one.job, {
        signal: one.signal,
        onProgress: (progress) => one.update({ progress }),
      });
      await end(one, { state: one.stopReason === 'cancelled' ? 'cancelled' : 'done', ...found });
    } catch (error) {
      if (one.stopReason === 'cancelled') return await end(one, { state: 'cancelled' });
      if (one.stopReason === 'closing') return;
      if (!(error instanceof AccordError)) onFailure(error, 'searching formulas');
      await end(one, { state: 'failed', error: errorReply(error) });
    } finally {
      overdue();
    }
  };
  const startNext = (): void => {
    if (closed || running >= knobs.threads) return;
    const next = waiting.shift();
    if (next === undefined) return;
    running += 1;
    void run(next)
      .catch((error: unknown) => onFailure(error, 'keeping a job'))
      .finally(() => {
        running -= 1;
        startNext();
      });
  };

  const admit = (tenant: string): void => {
    const own = waiting.filter(({ job }) => job.tenant === tenant).length;
    if (waiting.length < knobs.queue_limit && own < knobs.queued_per_tenant && !closed) return;
    throw new AccordError(fragranceErrors.FORMULA_JOBS_FULL, { retryAfterSeconds: RETRY_AFTER_S });
  };

  const find: Jobs['find'] = async (tenant, id) => {
    const own = live.get(id);
    if (own?.job.tenant === tenant) return own.job;
    const kept = await (await table()).find(tenant, id);
    if (kept === undefined) throw new AccordError(fragranceErrors.FORMULA_JOB_NOT_FOUND);
    const seen = lostOr(kept, clock.now());
    if (seen !== kept) await put(seen);
    return seen;
  };

  return {
    find,
    async submit(tenant, order) {
      admit(tenant);
      const now = clock.now();
      const one = new LiveJob({
        id: nextId(),
        tenant,
        state: 'queued',
        order,
        progress: null,
        error: null,
        outcome: null,
        formulas: [],
        createdAt: now,
        startedAt: undefined,
        endedAt: undefined,
        aliveUntil: now + LEASE_MS,
      });
      live.set(one.job.id, one);
      waiting.push(one);
      try {
        await put(one.job);
      } catch (error) {
        live.delete(one.job.id);
        waiting.splice(waiting.indexOf(one), 1);
        throw error;
      }
      await (await table()).trim(tenant, knobs.keep_jobs);
      beatLater();
      startNext();
      return one.job;
    },
    async list(tenant) {
      const kept = await (await table()).list(tenant, LISTED);
      return kept.map((job) => live.get(job.id)?.job ?? lostOr(job, clock.now()));
    },
    async cancel(tenant, id) {
      const job = await find(tenant, id);
      if (job.endedAt !== undefined) return job;
      const one = live.get(id);
      if (one === undefined) {
        const cancelled: StoredJob = { ...job, state: 'cancelled', endedAt: clock.now() };
        await put(cancelled);
        return cancelled;
      }
      const place = waiting.indexOf(one);
      if (place === -1) {
        one.stop('cancelled');
        while (one.job.endedAt === undefined) await one.changed();
      } else {
        waiting.splice(place, 1);
        await end(one, { state: 'cancelled' });
      }
      return one.job;
    },
    async *watch(tenant, id, signal) {
      const gone = aborted(signal);
      let told: string | undefined;
      while (!signal.aborted) {
        const change = live.get(id)?.changed();
        const job = await find(tenant, id);
        const news = JSON.stringify({ ...job, aliveUntil: 0 });
        if (news !== told) yield job;
        told = news;
        if (job.endedAt !== undefined) return;
        await Promise.race([change ?? pause(clock, LOOK_EVERY_MS), gone]);
        await Promise.race([pause(clock, NEWS_EVERY_MS), gone]);
      }
    },
    async close() {
      closed = true;
      beating?.();
      waiting.length = 0;
      const left = [...live.values()];
      for (const one of left) one.stop('closing');
      await Promise.all(left.map(async (one) => end(one, { state: 'lost' })));
    },
  };
}

/** A job that has not ended, and for which nobody vouches. */
const lostOr = (job: StoredJob, now: number): StoredJob =>
  job.endedAt === undefined && job.aliveUntil < now
    ? { ...job, state: 'lost', endedAt: job.aliveUntil }
    : job;

function errorReply(error: unknown): FormulaJob['error'] {
  const known = error instanceof AccordError ? error : new AccordError(fragranceErrors.FORMULA_SEARCH_FAILED);
  return { code: known.code, detail: known.message, remedy: known.kind.remedy };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));
