import { AccordError } from '@accord/kernel';
import type { Engine, Forwarding, ForwardReceiver, ForwardRequest } from '../engine.ts';
import { engineErrors } from '../errors.ts';
import { abortedCall } from '../drivers/aborted.ts';

export interface ForwardedReply {
  readonly contentType: string;
  readonly text: string;
  /** Of the bytes in each piece. */
  readonly pieces: readonly string[];
}

/**
 * Forwards a request and gathers the reply.
 *
 * @throws the error of a refusal or of a failure; also ENGINE_CANCELLED or ENGINE_TIMEOUT, as the signal says
 */
export async function forwarded(
  engine: Engine,
  request: ForwardRequest,
  signal?: AbortSignal,
): Promise<ForwardedReply> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let contentType = '';
    const receiver: ForwardReceiver = {
      head(type) {
        contentType = type;
      },
      piece(bytes) {
        pieces.push(Buffer.from(bytes));
        return true;
      },
      end: () => resolve({ contentType, text: Buffer.concat(pieces).toString(), pieces: pieces.map(String) }),
      refused: ({ error }) => reject(error),
      failed: (error) => reject(error),
    };
    const forwarding: Forwarding = engine.forward(request, receiver);
    const leave = (): void => forwarding.cancel(leaving(engine, signal));
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave, { once: true });
  });
}

const leaving = (engine: Engine, signal: AbortSignal | undefined): AccordError =>
  signal === undefined ? new AccordError(engineErrors.ENGINE_CANCELLED) : abortedCall(engine.name, signal);
