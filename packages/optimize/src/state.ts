import { createHash } from 'node:crypto';
import { AccordError, isRngState, type RngState } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';
import type { Method, Search } from './method.ts';
import type { Problem } from './problem.ts';

const FORMAT = 'accord-optimize';
const VERSION = 1;

/** Where a search stands between two generations. */
export interface Standing {
  readonly generation: number;
  readonly evaluations: number;
  readonly rng: RngState;
}

interface Body extends Standing {
  /** What the search is of: a state is resumed only with the same. */
  readonly of: string;
  readonly memory: readonly number[];
  /** Little-endian doubles in base64, so that no bit is lost. */
  readonly variables: string;
  readonly objectives: string;
  readonly violation: string;
}

/** Everything that a search goes on from, as a line of JSON with a version and a checksum. */
export function writeState(problem: Problem, method: Method, search: Search, standing: Standing): string {
  const { variables, objectives, violation } = search.parents;
  const body: Body = {
    of: identityOf(problem, method),
    ...standing,
    memory: search.memory(),
    variables: textOf(variables),
    objectives: textOf(objectives),
    violation: textOf(violation),
  };
  return JSON.stringify({ format: FORMAT, version: VERSION, checksum: checksumOf(body), body });
}

/** A state that was read and checked. */
export interface KeptState {
  readonly standing: Standing;
  /** Puts a search, which was just started, where the state was taken. */
  restore(search: Search): void;
}

/** @throws AccordError OPTIMIZE_STATE_UNUSABLE for what is truncated, changed, of another version, or of another search */
export function readState(text: string, problem: Problem, method: Method): KeptState {
  const body = bodyOf(text);
  if (body.of !== identityOf(problem, method))
    throw unusable(`the state is of another search: ${body.of}, not ${identityOf(problem, method)}`);
  const { generation, evaluations, rng } = body;
  if (!isRngState(rng) || !isCount(generation) || !isCount(evaluations))
    throw unusable('the state has no place to go on from');
  return {
    standing: { generation, evaluations, rng },
    restore(search) {
      readNumbers(body.variables, search.parents.variables);
      readNumbers(body.objectives, search.parents.objectives);
      readNumbers(body.violation, search.parents.violation);
      search.settle(body.memory);
    },
  };
}

function bodyOf(text: string): Body {
  const parsed = parse(text);
  if (parsed?.format !== FORMAT) throw unusable('this is not the state of a search, or not all of it');
  if (parsed.version !== VERSION)
    throw unusable(`the state has version ${String(parsed.version)}; this program reads ${VERSION}`);
  if (typeof parsed.body !== 'object' || parsed.body === null || parsed.checksum !== checksumOf(parsed.body))
    throw unusable('the state was changed or damaged: its checksum is wrong');
  return parsed.body as Body;
}

interface Envelope {
  readonly format?: unknown;
  readonly version?: unknown;
  readonly checksum?: unknown;
  readonly body?: unknown;
}

function parse(text: string): Envelope | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const checksumOf = (body: object): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

/** Problem and method in words, with everything that decides how a search goes on. */
function identityOf({ name, lower, upper, objectives, constraints }: Problem, method: Method): string {
  const bounds = createHash('sha256')
    .update(JSON.stringify([lower, upper]))
    .digest('hex')
    .slice(0, 16);
  const settings = Object.entries(method.settings).map(([setting, value]) => `${setting}=${value}`);
  return [name, lower.length, objectives, constraints, bounds, method.name, ...settings.sort()].join(' ');
}

function textOf(numbers: Float64Array): string {
  const bytes = Buffer.alloc(numbers.length * 8);
  for (const [at, number] of numbers.entries()) bytes.writeDoubleLE(number, at * 8);
  return bytes.toString('base64');
}

function readNumbers(text: string, target: Float64Array): void {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== target.length * 8) throw unusable('the state has another number of candidates');
  for (let at = 0; at < target.length; at++) target[at] = bytes.readDoubleLE(at * 8);
}

const unusable = (detail: string): AccordError =>
  new AccordError(optimizeErrors.OPTIMIZE_STATE_UNUSABLE, { detail });
