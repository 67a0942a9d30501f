import type { ServerResponse } from 'node:http';

/** A signal that aborts when the client goes away before its answer was sent. Made on first use. */
export function disconnectSignal(response: ServerResponse): () => AbortSignal {
  let controller: AbortController | undefined;
  return () => {
    controller ??= follow(response);
    return controller.signal;
  };
}

function follow(response: ServerResponse): AbortController {
  const controller = new AbortController();
  const abort = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The client went away', 'AbortError'));
  };
  if (response.destroyed) abort();
  else response.once('close', abort);
  return controller;
}
