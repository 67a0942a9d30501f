import type { Terminal } from './terminal.ts';

export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** @throws UsageError for arguments that are not understood, AccordError for what goes wrong after */
  run(args: readonly string[], terminal: Terminal): Promise<void>;
}
