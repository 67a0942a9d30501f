import { AccordError, type Clock } from '@accord/kernel';
import type { MaybePromise } from './maybe-promise.ts';

/** Counts what is asked of the memory of a tenant in this process. */
export interface OperationRecord {
  measured<T>(work: () => MaybePromise<T>): MaybePromise<T>;
  /** Records that were stored, and those of them whose content was there already. */
  stored(records: number, known: number): void;
  stats(): OperationStats;
}

export interface OperationStats {
  readonly avg_latency_ms: number | undefined;
  readonly llm_cas_hit_rate: number | undefined;
  readonly error_rate: number | undefined;
}

export function operationRecord(clock: Clock): OperationRecord {
  let count = 0;
  let failed = 0;
  let totalMs = 0;
  let records = 0;
  let known = 0;
  const end = (began: number): void => {
    count += 1;
    totalMs += clock.monotonic() - began;
  };
  const fail = (began: number, error: unknown): never => {
    end(began);
    if (!isOfTheCaller(error)) failed += 1;
    throw error;
  };
  return {
    measured(work) {
      const began = clock.monotonic();
      try {
        const value = work();
        if (!(value instanceof Promise)) {
          end(began);
          return value;
        }
        return value.then(
          (done) => {
            end(began);
            return done;
          },
          (error: unknown) => fail(began, error),
        );
      } catch (error) {
        return fail(began, error);
      }
    },
    stored(some, ofThemKnown) {
      records += some;
      known += ofThemKnown;
    },
    stats: () => ({
      avg_latency_ms: count === 0 ? undefined : totalMs / count,
      llm_cas_hit_rate: records === 0 ? undefined : known / records,
      error_rate: count === 0 ? undefined : failed / count,
    }),
  };
}

const isOfTheCaller = (error: unknown): boolean => error instanceof AccordError && error.kind.status < 500;
