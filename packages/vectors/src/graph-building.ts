import type { Clock } from '@accord/kernel';
import type { Graph, OpenGraph } from './graph.ts';
import type { KeptVector } from './kept-vector.ts';

export interface GraphBuildingOptions {
  readonly open: OpenGraph;
  readonly clock: Clock;
  /** Share of the time of this thread that building may take. */
  readonly share: number;
  readonly vectorOf: (kept: KeptVector) => Float32Array;
  /** Told when the library fails. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * A graph that is built bit by bit, in turns of the thread that serves. What waits for its turn is known, so that a
 * search can look at it as well.
 */
export interface GraphBuilding {
  /** Vectors that are not in the graph yet. */
  readonly waiting: ReadonlySet<KeptVector>;
  add(kept: KeptVector): void;
  remove(kept: KeptVector): void;
  /** The graph, unless it is not opened yet or failed. */
  graph(): Graph | undefined;
  settled(): Promise<void>;
  stop(): void;
}

const TURN_MS = 4;

export function buildGraph(
  { open, clock, share, vectorOf, onFailure }: GraphBuildingOptions,
  first: Iterable<KeptVector>,
): GraphBuilding {
  const waiting = new Set<KeptVector>(first);
  const waiters: (() => void)[] = [];
  let state: GraphState = { kind: 'opening' };
  let stopTimer: (() => void) | undefined;

  const settle = (): void => {
    for (const resolve of waiters.splice(0)) resolve();
  };
  const end = (kind: 'failed' | 'stopped'): void => {
    state = { kind };
    stopTimer?.();
    waiting.clear();
    settle();
  };
  const fail = (error: unknown): void => {
    if (state.kind === 'stopped') return;
    end('failed');
    onFailure(error);
  };
  const turn = (graph: Graph): void => {
    stopTimer = undefined;
    const began = clock.monotonic();
    try {
      for (const kept of waiting) {
        graph.add(kept, vectorOf(kept));
        waiting.delete(kept);
        if (clock.monotonic() - began >= TURN_MS) break;
      }
    } catch (error) {
      fail(error);
      return;
    }
    if (waiting.size === 0) settle();
    else nextTurn(graph, (clock.monotonic() - began) * (1 / share - 1));
  };
  const nextTurn = (graph: Graph, pauseMs: number): void => {
    stopTimer = clock.after(pauseMs, () => turn(graph), { background: true });
  };
  const begin = async (): Promise<void> => {
    const graph = await open();
    if (state.kind !== 'opening') return;
    state = { kind: 'open', graph };
    nextTurn(graph, 0);
  };
  begin().catch(fail);

  return {
    waiting,
    add(kept) {
      if (state.kind === 'failed' || state.kind === 'stopped') return;
      waiting.add(kept);
      if (state.kind === 'open' && stopTimer === undefined) nextTurn(state.graph, 0);
    },
    remove(kept) {
      if (waiting.delete(kept)) return;
      if (state.kind === 'open') state.graph.remove(kept);
    },
    graph: () => (state.kind === 'open' ? state.graph : undefined),
    settled: async () => {
      if (waiting.size > 0) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    stop: () => end('stopped'),
  };
}

type GraphState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly graph: Graph }
  | { readonly kind: 'failed' }
  | { readonly kind: 'stopped' };
