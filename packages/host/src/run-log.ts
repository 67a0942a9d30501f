import { open } from 'node:fs/promises';
import { RUN_KINDS } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { z } from 'zod';
import { hostErrors } from './errors.ts';

/** More than any run writes; what is larger is none of ours. */
const MOST_BYTES = 4 * 2 ** 20;
/** Enough for the first line with all parameters, and for the last lines. */
const END_BYTES = 2 ** 15;

const count = z.int().min(0);

const startSchema = z.looseObject({
  kind: z.literal('start'),
  what: z.enum(RUN_KINDS),
  name: z.string(),
  method: z.string(),
  preset: z.string().optional(),
  seed: count.optional(),
  evaluations: count.optional(),
  steps: count.optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type RunStart = z.infer<typeof startSchema>;

const lineSchema = z.looseObject({
  kind: z.enum(['progress', 'rollback', 'resume', 'end']),
  step: count,
  reason: z.string().optional(),
  code: z.string().optional(),
});
/** A `progress` line holds a number for each curve besides. */
export type RunStep = z.infer<typeof lineSchema>;

export interface RunLines {
  readonly start: RunStart;
  readonly lines: readonly RunStep[];
  /** Milliseconds since the Unix epoch. */
  readonly updatedAt: number;
}

/**
 * Reads the log of a run: all of it, or no more than its beginning and its end.
 *
 * @throws RUN_NOT_FOUND, RUN_UNREADABLE
 */
export async function readRunLog(path: string, part: 'whole' | 'ends'): Promise<RunLines> {
  const { text, updatedAt } = await textOf(path, part);
  const [first = '', ...rest] = text.split('\n');
  const start = startSchema.safeParse(parsed(first));
  if (!start.success) throw unreadable('Its first line does not say what it is');
  const lines = rest.map((line) => lineSchema.safeParse(parsed(line))).filter(({ success }) => success);
  return { start: start.data, lines: lines.flatMap(({ data }) => data ?? []), updatedAt };
}

async function textOf(path: string, part: 'whole' | 'ends'): Promise<{ text: string; updatedAt: number }> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new AccordError(hostErrors.RUN_NOT_FOUND);
    throw unreadable(String(cause));
  });
  try {
    const { size, mtimeMs } = await file.stat();
    const read = async (from: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    const updatedAt = Math.round(mtimeMs);
    if (part === 'ends' && size > 2 * END_BYTES) {
      const head = await read(0, END_BYTES);
      return { text: `${head}\n${await read(size - END_BYTES, END_BYTES)}`, updatedAt };
    }
    if (size > MOST_BYTES) throw unreadable(`It has ${size} bytes, more than ${MOST_BYTES}`);
    return { text: await read(0, size), updatedAt };
  } finally {
    await file.close();
  }
}

/** What a killed process left of a line says nothing. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const unreadable = (detail: string): AccordError => new AccordError(hostErrors.RUN_UNREADABLE, { detail });
