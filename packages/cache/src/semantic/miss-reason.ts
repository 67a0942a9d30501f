/** Why nothing similar is answered. */
export type MissReason =
  | 'nothing_near'
  | 'below_threshold'
  /** A guard refused every one that was similar enough. */
  | 'guarded'
  /** Its entry was wrong before, at such a similarity. */
  | 'entry_threshold'
  /** The answer is not kept any more, or past its time. */
  | 'not_kept'
  /** Too long, without words, or the embedding or the evidence cannot be had now. */
  | 'not_looked_up';
