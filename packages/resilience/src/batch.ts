/** What became of one item of a batch. */
export type ItemOutcome<Result> =
  | { readonly kind: 'ok'; readonly value: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

/** One item on its way. It is settled once; whatever comes later is dropped. */
export interface BatchEntry<Item, Result> {
  readonly item: Item;
  readonly settled: () => boolean;
  readonly settle: (outcome: ItemOutcome<Result>) => void;
  /** Told when the item is settled while it is being handled. At most one batch holds an item at a time. */
  watch: (() => void) | undefined;
}

export interface BatchHandler<Item, Result> {
  /**
   * Handles the items in one go and says of each, in their order, what became of it. A rejection is about the batch as
   * a whole. The signal is aborted when nobody waits for any of the items any more.
   */
  readonly handle: (
    items: readonly Item[],
    signal: () => AbortSignal,
  ) => Promise<readonly ItemOutcome<Result>[]>;
  /**
   * What a batch that failed as a whole is worth: `split` when one of its items may be to blame, `fail` when all would
   * fail again, because the other side is down or the code is at fault.
   */
  readonly onFailure: (error: unknown, size: number) => 'split' | 'fail';
}

export type BatchResult = 'ok' | 'failed' | 'abandoned';

/**
 * Handles one batch; every entry is settled when it resolves, which it always does. A batch that is worth splitting is
 * handled in halves, one after the other, down to single items: the innocent get their results, in at most 2n − 1 calls.
 *
 * @returns how the batch as a whole went; `abandoned` when nobody waited for it any more
 */
export async function handleBatch<Item, Result>(
  entries: readonly BatchEntry<Item, Result>[],
  handler: BatchHandler<Item, Result>,
): Promise<BatchResult> {
  const live = entries.filter((entry) => !entry.settled());
  if (live.length === 0) return 'abandoned';
  const reply = await replyOf(live, handler);
  if (reply.kind === 'ok') {
    for (const [index, outcome] of reply.outcomes.entries()) live[index]?.settle(outcome);
    return 'ok';
  }
  const left = live.filter((entry) => !entry.settled());
  if (left.length === 0) return 'abandoned';
  const verdict = verdictOn(reply.error, left.length, handler);
  if (verdict.kind === 'split') await handleHalves(left, handler);
  else for (const entry of left) entry.settle(verdict);
  return 'failed';
}

type Reply<Result> =
  | { readonly kind: 'ok'; readonly outcomes: readonly ItemOutcome<Result>[] }
  | { readonly kind: 'failed'; readonly error: unknown };

async function replyOf<Item, Result>(
  entries: readonly BatchEntry<Item, Result>[],
  { handle }: BatchHandler<Item, Result>,
): Promise<Reply<Result>> {
  const interest = watchInterest(entries);
  try {
    const items = entries.map(({ item }) => item);
    const outcomes = await handle(items, interest.signal);
    if (outcomes.length === items.length) return { kind: 'ok', outcomes };
    const error = new TypeError(`the handler told ${outcomes.length} outcomes of ${items.length} items`);
    return { kind: 'failed', error };
  } catch (error) {
    return { kind: 'failed', error };
  } finally {
    interest.end();
  }
}

/** A fault in the judgement itself is what the items fail with: none may be left waiting for ever. */
function verdictOn<Item, Result>(
  error: unknown,
  size: number,
  { onFailure }: BatchHandler<Item, Result>,
): { readonly kind: 'split' } | { readonly kind: 'failed'; readonly error: unknown } {
  if (size === 1) return { kind: 'failed', error };
  try {
    return onFailure(error, size) === 'split' ? { kind: 'split' } : { kind: 'failed', error };
  } catch (fault) {
    return { kind: 'failed', error: fault };
  }
}

async function handleHalves<Item, Result>(
  entries: readonly BatchEntry<Item, Result>[],
  handler: BatchHandler<Item, Result>,
): Promise<void> {
  const middle = Math.ceil(entries.length / 2);
  await handleBatch(entries.slice(0, middle), handler);
  await handleBatch(entries.slice(middle), handler);
}

/** A signal that is aborted when none of the entries is waited for; made only when it is asked for. */
function watchInterest(entries: readonly BatchEntry<unknown, never>[]): {
  readonly signal: () => AbortSignal;
  readonly end: () => void;
} {
  let waitedFor = entries.length;
  let controller: AbortController | undefined;
  const abortWhenIdle = (): void => {
    if (waitedFor === 0) controller?.abort(new DOMException('Nobody waits for the batch', 'AbortError'));
  };
  for (const entry of entries) {
    entry.watch = () => {
      waitedFor -= 1;
      abortWhenIdle();
    };
  }
  return {
    signal: () => {
      controller ??= new AbortController();
      abortWhenIdle();
      return controller.signal;
    },
    end: () => {
      for (const entry of entries) entry.watch = undefined;
    },
  };
}
