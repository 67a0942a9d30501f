import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** The text of a file that a person named. @throws UsageError */
export function readNamedFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
