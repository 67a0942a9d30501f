import type { ReplySink } from './stream-call.ts';
import type { WholeReply } from './whole-call.ts';

/** Pieces that wait to be taken before the upstream is asked to pause. */
const ENOUGH = 64;

type End = { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly error: unknown };

/** Turns what is pushed into it into something that is pulled. */
export class StreamQueue implements ReplySink {
  private readonly resume: () => void;
  private readonly refusalOf: (reply: WholeReply) => Error;
  private waiting: string[] = [];
  private outcome: End | undefined;
  private wake: (() => void) | undefined;
  private paused = false;

  /** @param refusalOf the error to fail with where a server refused the request */
  constructor(resume: () => void, refusalOf: (reply: WholeReply) => Error) {
    this.resume = resume;
    this.refusalOf = refusalOf;
  }

  begin(): void {}

  write(text: Buffer | string): boolean {
    this.waiting.push(text.toString());
    this.paused = this.waiting.length >= ENOUGH;
    this.wake?.();
    return !this.paused;
  }

  end(): void {
    this.conclude({ kind: 'ended' });
  }

  refuse(reply: WholeReply): void {
    this.conclude({ kind: 'failed', error: this.refusalOf(reply) });
  }

  fail(error: unknown): void {
    this.conclude({ kind: 'failed', error });
  }

  /** @throws what the stream failed with, after the pieces before it */
  async *pieces(): AsyncGenerator<string, void> {
    for (;;) {
      const taken = this.waiting;
      this.waiting = [];
      if (this.paused) {
        this.paused = false;
        this.resume();
      }
      yield* taken;
      if (this.waiting.length > 0) continue;
      if (this.outcome?.kind === 'failed') throw this.outcome.error;
      if (this.outcome?.kind === 'ended') return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private conclude(end: End): void {
    this.outcome ??= end;
    this.wake?.();
  }
}
