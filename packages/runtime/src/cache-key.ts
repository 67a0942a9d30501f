import { hash } from 'node:crypto';
import type { Mode, Role } from '@accord/contract';
import type { Sampling } from '@accord/engine';
import { canonicalJson } from './canonical-json.ts';

/** One role's part in what an answer depends on. */
export interface KeyedStep {
  readonly role: Role;
  /** Engine and model that the plan has for the role. */
  readonly engine: string;
  readonly promptVersion: string;
  /** Undefined for rules, which nothing is sampled from. */
  readonly sampling: Sampling | undefined;
}

/** All that an answer depends on besides the input. */
export interface KeyedPlan {
  readonly task: string;
  /** What the task reads beside its input: its data, its index, its settings. */
  readonly basis: string;
  readonly mode: Mode;
  readonly steps: readonly KeyedStep[];
}

/**
 * The name under which an answer is kept: `task:mode:` for people and patterns, then a digest of everything that can
 * change the answer. Two answers share a name only if every part of it is the same.
 */
export function keyNames(plan: KeyedPlan): (input: unknown) => string {
  const digestOfPlan = hash('sha256', canonicalJson(plan), 'hex');
  const prefix = `${plan.task}:${plan.mode}:`;
  return rememberingTexts((text) => prefix + hash('sha256', digestOfPlan + text, 'base64url'));
}

const REMEMBERED = 1024;
const LONGEST_REMEMBERED = 1024;

/** What is asked again and again is hashed once. Bounded: two generations of short texts. */
function rememberingTexts(nameOf: (text: string) => string): (input: unknown) => string {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return (input) => {
    const text = canonicalJson(input);
    const known = recent.get(text);
    if (known !== undefined) return known;
    const name = older.get(text) ?? nameOf(text);
    if (text.length > LONGEST_REMEMBERED) return name;
    if (recent.size === REMEMBERED) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, name);
    return name;
  };
}
