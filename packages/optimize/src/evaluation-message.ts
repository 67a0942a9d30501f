/** What the threads of an evaluator and the one that searches say to each other. */
export interface ThreadData {
  /** Address of the module, and the name of a function in it that makes the problem. */
  readonly module: string;
  readonly name: string;
}

export interface ThreadOrder {
  readonly variables: Float64Array;
}

export type ThreadReply =
  | { readonly kind: 'evaluated'; readonly objectives: Float64Array; readonly violation: Float64Array }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };
