import type { ComponentHealth } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import type { Logger } from './logger.ts';
import type { MetricRegistry } from './metrics.ts';

/** Of an error that nobody declared: whether it is surely the program's fault, and not that of a disk or a network. */
export const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;

/** Where in the work a fault of the program showed, in the log's words. */
export interface BugPlace {
  /** Of the route, or of what the process was about. */
  readonly where: string;
  /** Of the request. */
  readonly id?: string;
}

/** Faults of this program: what was thrown without being declared. None of them is a reason to fall back. */
export interface BugWatch {
  report(error: unknown, place: BugPlace): void;
  /** DEGRADED from the first to the end of the process: it takes another program to be without it. */
  health(): ComponentHealth;
}

export interface BugWatchOptions {
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'now'>;
}

export function watchBugs({ metrics, logger, clock }: BugWatchOptions): BugWatch {
  const counter = metrics.counter({
    name: 'accord_bugs_total',
    help: 'Faults of the program itself since its start',
    labels: [],
  });
  let count = 0;
  let last = '';
  return {
    report(error, { where, id }) {
      count += 1;
      counter.add([]);
      last = `${new Date(clock.now()).toISOString()} in ${where}`;
      logger.error({ ...(id !== undefined && { id }), code: 'INTERNAL', where, err: error }, 'bug');
    },
    health: () =>
      count === 0
        ? { status: 'HEALTHY', detail: 'no fault of the program since the start' }
        : { status: 'DEGRADED', detail: `${count} since the start, the last at ${last}; the log has each` },
  };
}
