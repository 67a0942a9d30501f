import { AccordError } from '@accord/kernel';
import { engineErrors } from '../../errors.ts';
import { abortedCall } from '../aborted.ts';

export interface TurnsOptions<Seat> {
  /** Names the engine in errors. */
  readonly name: string;
  /** What is taken and given back; as many calls are at work at the same time. */
  readonly seats: readonly Seat[];
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

/** Gives each call a seat of its own, first come, first served, to a bounded number of waiting calls. */
export interface Turns<Seat> {
  readonly free: number;
  readonly waiting: number;
  /**
   * Holds a seat until the work has ended, however it ends.
   *
   * @throws ENGINE_OVERLOADED, ENGINE_CANCELLED, ENGINE_TIMEOUT
   */
  take(signal: AbortSignal): Promise<Turn<Seat>>;
  /** Resolves when every seat is free and nobody waits. */
  ended(): Promise<void>;
}

export interface Turn<Seat> {
  readonly seat: Seat;
  end(): void;
}

interface Waiter<Seat> {
  readonly call: (turn: Turn<Seat>) => void;
}

export function openTurns<Seat>({ name, seats, maxWaiting, maxWaitMs }: TurnsOptions<Seat>): Turns<Seat> {
  const free = [...seats];
  const waiting: Waiter<Seat>[] = [];
  const onceEnded: (() => void)[] = [];

  const turnWith = (seat: Seat): Turn<Seat> => {
    let held = true;
    return {
      seat,
      end() {
        if (!held) return;
        held = false;
        const next = waiting.shift();
        if (next !== undefined) return next.call(turnWith(seat));
        free.push(seat);
        if (free.length === seats.length) for (const tell of onceEnded.splice(0)) tell();
      },
    };
  };

  const overloaded = (detail: string): AccordError =>
    new AccordError(engineErrors.ENGINE_OVERLOADED, {
      detail: `${name} ${detail}`,
      retryAfterSeconds: Math.ceil(maxWaitMs / 1000),
    });

  const wait = (signal: AbortSignal): Promise<Turn<Seat>> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abandon);
      };
      const leave = (error: AccordError): void => {
        stop();
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(error);
      };
      const waiter: Waiter<Seat> = {
        call(turn) {
          stop();
          resolve(turn);
        },
      };
      const abandon = (): void => leave(abortedCall(name, signal));
      const timer = setTimeout(
        () => leave(overloaded(`was busy for ${maxWaitMs} ms with ${seats.length} other answers`)),
        maxWaitMs,
      );
      signal.addEventListener('abort', abandon, { once: true });
      waiting.push(waiter);
    });

  return {
    get free() {
      return free.length;
    },
    get waiting() {
      return waiting.length;
    },
    async take(signal) {
      if (signal.aborted) throw abortedCall(name, signal);
      const seat = free.pop();
      if (seat !== undefined) return turnWith(seat);
      if (waiting.length < maxWaiting) return wait(signal);
      throw overloaded(`is busy, and ${waiting.length} calls wait already`);
    },
    async ended() {
      if (free.length === seats.length) return;
      await new Promise<void>((resolve) => onceEnded.push(resolve));
    },
  };
}
