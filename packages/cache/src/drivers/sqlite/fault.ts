import { AccordError } from '@accord/kernel';
import { storageErrors } from '@accord/storage';
import { reasonOf } from '../../unavailable.ts';

/**
 * What a failure of SQLite asks for: to try again soon (`locked`), to write later (`full`), to open the file again
 * later (`unusable`), or a new file (`damaged`).
 */
export type Fault = 'locked' | 'full' | 'unusable' | 'damaged';

const FAULTS: readonly (readonly [code: RegExp, fault: Fault])[] = [
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'locked'],
  [/^SQLITE_FULL/, 'full'],
  [/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH|NOMEM|NOLFS)/, 'unusable'],
  [/^SQLITE_(CORRUPT|NOTADB|IOERR|ERROR|SCHEMA|FORMAT|EMPTY)/, 'damaged'],
];

/** Nothing when the failure is a mistake of the program's, such as a value that cannot be bound. */
export function faultOf(error: unknown): Fault | undefined {
  const code = codeOf(error);
  if (code !== '') return FAULTS.find(([codes]) => codes.test(code))?.[1];
  if (!(error instanceof AccordError)) return undefined;
  return error.kind === storageErrors.STORAGE_UNAVAILABLE ? 'unusable' : 'damaged';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'SqliteError' && 'code' in error) return String(error.code);
  return codeOf(error.cause);
}

export function describeFault(error: unknown): string {
  const code = codeOf(error);
  return code === '' ? reasonOf(error) : `${reasonOf(error)} (${code})`;
}
