import type { TracedTask } from '../../tracing.ts';
import { type Place, spanCount } from './spans.ts';

/** A task that is to become spans, and where they belong. */
export interface Waiting {
  readonly task: TracedTask;
  readonly place: Place;
}

/** Tasks whose spans wait to be sent, the oldest first, bounded by the number of their spans. */
export interface SpanBuffer {
  /** In spans. */
  readonly size: number;
  /** @returns how many spans of older tasks were dropped to make room */
  add(waiting: Waiting): number;
  /** The oldest, up to the limit in spans but at least one task; none when nothing waits. */
  take(limit: number): Waiting[];
  /** What was taken waits again, as the oldest. @returns how many spans were dropped */
  giveBack(taken: readonly Waiting[]): number;
}

export const spansIn = (taken: readonly Waiting[]): number =>
  taken.reduce((sum, { task }) => sum + spanCount(task), 0);

export function spanBuffer(limit: number): SpanBuffer {
  let queue: Waiting[] = [];
  /** Place of the oldest. What stands before it is gone, and cut off now and then, since each cut moves all the rest. */
  let head = 0;
  let size = 0;

  const moveTo = (place: number): void => {
    head = place;
    if (head * 2 < queue.length) return;
    queue = queue.slice(head);
    head = 0;
  };
  const trim = (): number => {
    let dropped = 0;
    let place = head;
    for (; size - dropped > limit && place < queue.length - 1; place++) {
      dropped += spanCount((queue[place] as Waiting).task);
    }
    size -= dropped;
    if (place > head) moveTo(place);
    return dropped;
  };

  return {
    get size() {
      return size;
    },
    add(waiting) {
      queue.push(waiting);
      size += spanCount(waiting.task);
      return trim();
    },
    take(most) {
      let spans = 0;
      let place = head;
      for (; place < queue.length; place++) {
        const more = spanCount((queue[place] as Waiting).task);
        if (place > head && spans + more > most) break;
        spans += more;
      }
      const taken = queue.slice(head, place);
      size -= spans;
      moveTo(place);
      return taken;
    },
    giveBack(taken) {
      queue = [...taken, ...queue.slice(head)];
      head = 0;
      size += spansIn(taken);
      return trim();
    },
  };
}
