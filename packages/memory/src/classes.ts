import { AccordError } from '@accord/kernel';
import { memoryErrors } from './errors.ts';

/** A kind of record, such as `legal` or `chat`: lower-case letters, digits and `_`, 1 … 40. */
export type ClassName = string;

export type AgeingAction = 'tighten_compression' | 'summarize_pack';

export interface AgeingStep {
  readonly afterDays: number;
  /**
   * `tighten_compression`: the frame is written anew at the level of packs. `summarize_pack`: contents move into packs; where the
   * class is semantic and does not keep the original, what passes the fact checker is shortened before.
   */
  readonly action: AgeingAction;
}

/** What may be done with the records of a class. */
export interface ClassPolicy {
  readonly fidelity: 'lossless' | 'semantic';
  /** Keeps the original for ever, even where the fidelity is semantic. */
  readonly storeRaw: boolean;
  readonly ageing: readonly AgeingStep[];
  readonly encrypted: boolean;
  /** Never leaves the machine: not exported, and not kept in a database elsewhere. */
  readonly edgeOnly: boolean;
  /** Never a base for the difference of another record, and never part of a dictionary. */
  readonly forgettable: boolean;
}

export type ClassPolicies = Readonly<Record<ClassName, ClassPolicy>>;

const LOSSLESS: ClassPolicy = {
  fidelity: 'lossless',
  storeRaw: true,
  ageing: [{ afterDays: 90, action: 'summarize_pack' }],
  encrypted: true,
  edgeOnly: true,
  forgettable: false,
};
const TIGHTENED: ClassPolicy = {
  fidelity: 'semantic',
  storeRaw: true,
  ageing: [{ afterDays: 14, action: 'tighten_compression' }],
  encrypted: true,
  edgeOnly: false,
  forgettable: false,
};
const PACKED: ClassPolicy = {
  ...TIGHTENED,
  ageing: [...TIGHTENED.ageing, { afterDays: 90, action: 'summarize_pack' }],
};

/** The table of the source document. It ages no lossless class; here those move into packs, which loses nothing. */
export const DEFAULT_CLASSES: ClassPolicies = {
  legal: LOSSLESS,
  finance: LOSSLESS,
  pii: { ...LOSSLESS, forgettable: true },
  chat: PACKED,
  ops_log: PACKED,
  research_note: TIGHTENED,
};

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const MOST_CLASSES = 100;

/** @throws MEMORY_POLICY_INVALID */
export function checkedClasses(classes: ClassPolicies): ClassPolicies {
  const entries = Object.entries(classes);
  if (entries.length > MOST_CLASSES) throw invalidClass('classes', `there are more than ${MOST_CLASSES}`);
  for (const [name, policy] of entries) {
    if (!NAME.test(name)) throw invalidClass(name, 'a name has lower-case letters, digits and _, at most 40');
    if (policy.forgettable && !policy.encrypted) {
      throw invalidClass(name, 'what can be forgotten must be encrypted, or forgetting could not be kept to');
    }
    if (policy.forgettable && policy.fidelity === 'semantic') {
      throw invalidClass(name, 'what can be forgotten is kept lossless');
    }
    for (const { afterDays } of policy.ageing) {
      if (!(afterDays >= 0 && afterDays <= 36_500))
        throw invalidClass(name, 'a step is after 0 … 36,500 days');
    }
  }
  return classes;
}

export function invalidClass(field: string, why: string): AccordError {
  return new AccordError(memoryErrors.MEMORY_POLICY_INVALID, {
    detail: `The policy of the class ${field} cannot be followed: ${why}`,
    field,
  });
}
