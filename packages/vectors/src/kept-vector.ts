/** A vector that an index holds. */
export interface KeptVector {
  readonly namespace: string;
  readonly id: string;
  readonly expiresAt: number | undefined;
  /** Where its numbers are; it changes when rows move together. */
  row: number;
}
