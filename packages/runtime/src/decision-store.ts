import type { ComponentHealth, Decision } from '@accord/contract';
import type { JsonDocument } from './json-document.ts';

/**
 * Keeps the record of every decision. `append` never waits for the disk: a driver may gather records and write
 * them together, but a record that was appended is found by `find` at once.
 */
export interface DecisionStore {
  /** How many records are kept. */
  readonly retention: number;
  append(id: string, record: JsonDocument<Decision>): void;
  /** With its output, also where another record holds it. */
  find(id: string): Decision | undefined;
  health(): ComponentHealth;
  /** Writes what is still gathered, then releases what the driver itself opened. */
  close(): Promise<void>;
}
