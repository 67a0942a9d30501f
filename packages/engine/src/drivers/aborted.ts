import { AccordError } from '@accord/kernel';
import { engineErrors } from '../errors.ts';

/** What a call to `engineName` fails with when its signal was aborted, told by the reason of the abort. */
export function abortedCall(engineName: string, { reason }: AbortSignal): AccordError {
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new AccordError(engineErrors.ENGINE_TIMEOUT, { detail: `${engineName} did not answer in time` })
    : new AccordError(engineErrors.ENGINE_CANCELLED, { detail: `The call to ${engineName} was cancelled` });
}
