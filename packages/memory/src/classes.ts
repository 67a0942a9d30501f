import { AccordError } from '@accord/kernel';
import { memoryErrors } from './errors.ts';

/** How the records of a class are kept. */
export interface ClassPolicy {
  /** What is forgotten leaves no trace: its records feed no dictionary. */
  readonly forgettable: boolean;
  /** Days after which a record is compressed as tightly as can be; never, where undefined. Nothing is lost by it. */
  readonly tightenAfterDays: number | undefined;
}

export type ClassPolicies = Readonly<Record<string, ClassPolicy>>;

const KEPT: ClassPolicy = { forgettable: false, tightenAfterDays: undefined };
const AGEING: ClassPolicy = { forgettable: false, tightenAfterDays: 14 };

/** The classes of the sources, and when they tighten. */
export const DEFAULT_CLASSES: ClassPolicies = {
  legal: KEPT,
  finance: KEPT,
  pii: { forgettable: true, tightenAfterDays: undefined },
  chat: AGEING,
  ops_log: AGEING,
  research_note: AGEING,
};

/** @throws MEMORY_CLASS_UNKNOWN */
export function policyOf(classes: ClassPolicies, name: string): ClassPolicy {
  const policy = Object.hasOwn(classes, name) ? classes[name] : undefined;
  if (policy !== undefined) return policy;
  throw new AccordError(memoryErrors.MEMORY_CLASS_UNKNOWN, {
    detail: `There is no class ${JSON.stringify(name)}; there are ${Object.keys(classes).join(', ')}`,
    field: 'class',
  });
}
