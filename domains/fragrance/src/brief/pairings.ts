import { readFileSync } from 'node:fs';
import { type Brief, type Language, type Warning, WARNING_CODES, type WarningCode } from '@accord/contract';
import { NO_WARNINGS, spansOf } from './warning-spans.ts';
import { type Condition, readConditions } from './pairing-conditions.ts';

/** A combination that deserves a warning, from `data/validation/pairings.tsv`. */
export interface Pairing {
  readonly code: WarningCode;
  readonly conditions: readonly Condition[];
  readonly message: Readonly<Record<Language, string>>;
}

const COLUMNS = 'code\twhen\tko\ten\twhy';

/** @throws TypeError for a row that cannot be read, by its line */
export function readPairings(): Pairing[] {
  const file = new URL('../../data/validation/pairings.tsv', import.meta.url);
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (header !== COLUMNS) throw new TypeError('pairings.tsv: unexpected header');
  return lines.map((line, index) => {
    try {
      return pairingOf(line);
    } catch (cause) {
      throw new TypeError(`pairings.tsv, line ${index + 2}: ${line}`, { cause });
    }
  });
}

function pairingOf(line: string): Pairing {
  const [code, when = '', ko = '', en = '', why = ''] = line.split('\t');
  const known = WARNING_CODES.find((one) => one === code);
  if (known === undefined) throw new TypeError(`there is no warning ${code}`);
  if ([ko, en, why].includes('')) throw new TypeError('a column is empty');
  return { code: known, conditions: readConditions(when), message: { ko, en } };
}

/** A warning for each combination that the brief has. Allocates nothing when it has none. */
export function findPairings(pairings: readonly Pairing[], brief: Brief): readonly Warning[] {
  let found: Warning[] | undefined;
  for (const { code, message, conditions } of pairings) {
    if (!allHold(conditions, brief)) continue;
    const spans = spansOf(brief.evidence, ({ field }) => conditions.some((one) => one.field === field));
    (found ??= []).push({ code, message: message[brief.language], ...(spans && { spans }) });
  }
  return found ?? NO_WARNINGS;
}

function allHold(conditions: readonly Condition[], brief: Brief): boolean {
  for (const condition of conditions) if (!condition.holds(brief)) return false;
  return true;
}
