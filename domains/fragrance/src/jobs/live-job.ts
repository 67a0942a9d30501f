import type { StoredJob } from './job-table.ts';

/** Why the work on a job is to stop. */
export type StopReason = 'cancelled' | 'overdue' | 'closing';

/** A job that this process has, with who waits for what becomes of it. */
export class LiveJob {
  private readonly stopping = new AbortController();
  private current: StoredJob;
  private change = nextChange();

  constructor(job: StoredJob) {
    this.current = job;
  }

  get job(): StoredJob {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Undefined as long as it goes on. */
  get stopReason(): StopReason | undefined {
    return this.signal.aborted ? (this.signal.reason as StopReason) : undefined;
  }

  stop(reason: StopReason): void {
    this.stopping.abort(reason);
  }

  update(news: Partial<StoredJob>): void {
    this.current = { ...this.current, ...news };
    const { tell } = this.change;
    this.change = nextChange();
    tell();
  }

  /** Resolves with the next update. */
  changed(): Promise<void> {
    return this.change.told;
  }
}

function nextChange(): { readonly told: Promise<void>; readonly tell: () => void } {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { told, tell: () => tell() };
}
