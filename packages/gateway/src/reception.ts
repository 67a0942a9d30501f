import type { Tokens } from '@accord/accounts';
import type { ForwardReceiver, Refusal } from '@accord/engine';
import type { AccordError } from '@accord/kernel';
import type { Said } from './transcript.ts';
import { readReply } from './usage.ts';

/** How one attempt at a model server ended. */
export type Ended =
  | {
      readonly kind: 'answered';
      /** The whole reply; undefined for a stream, which has been passed on. */
      readonly body: Buffer | undefined;
      /** Of the reply. */
      readonly bytes: number;
      /** Undefined when the server counted nothing. */
      readonly tokens: Tokens | undefined;
      /** What came, for a guess where nothing was counted: bytes of what was generated. */
      readonly outputBytes: () => number;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'failed';
      /** With a code, unless it is a fault of this program. */
      readonly error: Error;
      /** False when nothing of the request left this process. */
      readonly sent: boolean;
      /** What a stream had said when it failed. */
      readonly said: Said | undefined;
      readonly tokens: Tokens | undefined;
    };

/** Takes in the reply to one attempt. */
export interface Reception extends ForwardReceiver {
  readonly ended: Promise<Ended>;
}

const NOT_JSON = 'answered with something that is not JSON';

/** Gathers a reply that is sent on whole. */
export class WholeReception implements Reception {
  readonly ended: Promise<Ended>;
  private settle: (ended: Ended) => void = () => {};
  private readonly pieces: Buffer[] = [];
  private readonly badAnswer: (what: string) => AccordError;

  constructor(badAnswer: (what: string) => AccordError) {
    this.badAnswer = badAnswer;
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  head(): void {}

  piece(bytes: Buffer): boolean {
    this.pieces.push(bytes);
    return true;
  }

  end(): void {
    const [first = Buffer.alloc(0)] = this.pieces;
    const body = this.pieces.length > 1 ? Buffer.concat(this.pieces) : first;
    const reading = readReply(body);
    if (reading.kind === 'not_json') {
      const error = this.badAnswer(NOT_JSON);
      return this.settle({ kind: 'failed', error, sent: true, said: undefined, tokens: undefined });
    }
    const tokens = reading.kind === 'counted' ? reading.tokens : undefined;
    this.settle({ kind: 'answered', body, bytes: body.length, tokens, outputBytes: () => body.length });
  }

  refused(refusal: Refusal): void {
    this.settle({ kind: 'refused', refusal });
  }

  failed(error: Error, sent: boolean): void {
    this.settle({ kind: 'failed', error, sent, said: undefined, tokens: undefined });
  }
}
