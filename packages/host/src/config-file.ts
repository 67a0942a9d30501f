import { readFileSync } from 'node:fs';
import { AccordError } from '@accord/kernel';
import type { KnobLayer } from '@accord/knobs';
import { parse } from 'yaml';
import { hostErrors } from './errors.ts';

/**
 * Reads nested YAML whose paths are the names of knobs.
 *
 * @param origin how the file is called in messages and in `accord config show`
 * @throws CONFIG_FILE_INVALID
 */
export function readConfigFile(path: string, origin: string): KnobLayer {
  const content = parseFile(path, origin);
  if (content === null) return { origin, values: new Map() };
  if (!isMapping(content)) throw invalid(origin, 'the file must hold a mapping');
  return { origin, values: new Map(leavesIn(content, '')) };
}

/** @throws CONFIG_FILE_INVALID */
export function parseFile(path: string, origin: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw invalid(origin, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name with nothing under it says nothing, so that every line under it may be commented out. */
function leavesIn(mapping: Readonly<Record<string, unknown>>, prefix: string): [string, unknown][] {
  return Object.entries(mapping).flatMap(([key, value]): [string, unknown][] => {
    const name = `${prefix}${key}`;
    if (value === null) return [];
    return isMapping(value) ? leavesIn(value, `${name}.`) : [[name, value]];
  });
}

function invalid(origin: string, reason: string, cause?: unknown): AccordError {
  return new AccordError(hostErrors.CONFIG_FILE_INVALID, { detail: `${origin}: ${reason}`, cause });
}
