import type { Brief, Warning } from '@accord/contract';
import { findInconsistencies } from './inconsistencies.ts';
import { findNoteConflicts, readNoteFacts } from './note-conflicts.ts';
import { findPairings, readPairings } from './pairings.ts';
import { NO_WARNINGS } from './warning-spans.ts';

/** Doubts that only the whole brief can raise. Each is said once. */
export type Validator = (brief: Brief) => readonly Warning[];

/**
 * Checks by rules: logic, and what demands and budgets rule out. Runs for every request of the balanced and the creative
 * mode, so a brief without a fault costs no allocation. Units are checked where a model's numbers come in.
 *
 * @throws TypeError for a row of the tables that cannot be read
 */
export function createValidator(): Validator {
  const pairings = readPairings();
  const facts = readNoteFacts();
  return (brief) => {
    for (const { code } of brief.warnings) if (code === 'off_topic') return NO_WARNINGS;
    const unlike = findInconsistencies(brief);
    const ruledOut = findNoteConflicts(facts, brief);
    const odd = findPairings(pairings, brief);
    const count = unlike.length + ruledOut.length + odd.length;
    return count === 0 ? NO_WARNINGS : [...unlike, ...ruledOut, ...odd];
  };
}
