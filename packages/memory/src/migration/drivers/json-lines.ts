import { open, stat } from 'node:fs/promises';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../../errors.ts';
import { createKeyQueue } from '../key-queue.ts';
import type { LegacyStore } from '../legacy-store.ts';

const NEW_LINE = 10;

/**
 * A file with a JSON object a line; the member `keyField`, a string, names the record, the line as it is written is its content, and the
 * last line of a key counts. The file is held in memory; what other processes append is read when it is asked for.
 *
 * @throws MEMORY_LEGACY_UNREADABLE for a line that is no such object
 */
export async function openJsonLines(path: string, keyField: string): Promise<LegacyStore> {
  const lines = new Map<string, string>();
  let [readTo, linesRead, endsInLine] = [0, 0, true];
  const inTurn = createKeyQueue();

  const take = (text: string): void => {
    for (const line of text.split('\n')) {
      linesRead += 1;
      if (line.trim() === '') continue;
      const key = keyOf(line, keyField);
      if (key === undefined)
        throw unreadable(`Line ${linesRead} is no JSON object with a string in "${keyField}".`);
      lines.set(key, line);
    }
  };
  /** A last line without an end is a line once it can be read as one; else another process is writing it. */
  const readOn = async (isFirst: boolean): Promise<void> => {
    const { size } = await stat(path);
    if (size <= readTo) return;
    const bytes = await bytesFrom(path, readTo, size);
    const end = bytes.lastIndexOf(NEW_LINE) + 1;
    const rest = bytes.subarray(end).toString('utf8');
    if (end > 0) take(bytes.subarray(0, end - 1).toString('utf8'));
    const restIsLine = rest !== '' && (isFirst || keyOf(rest, keyField) !== undefined);
    if (restIsLine) take(rest);
    readTo += restIsLine ? bytes.length : end;
    endsInLine = rest === '';
  };
  const latest = async (): Promise<void> => inTurn(path, async () => readOn(false));

  await readOn(true);
  return {
    async *entries() {
      await latest();
      for (const [key, line] of lines) yield { key, content: Buffer.from(line) };
    },
    async read(key) {
      await latest();
      const line = lines.get(key);
      return line === undefined ? undefined : Buffer.from(line);
    },
    async write({ key, content }) {
      const line = Buffer.from(content).toString('utf8');
      if (line.includes('\n') || keyOf(line, keyField) !== key)
        throw unreadable(`What was to be written is no line of JSON whose "${keyField}" is its key.`);
      await inTurn(path, async () => {
        await readOn(false);
        const file = await open(path, 'a');
        try {
          await file.appendFile(`${endsInLine ? '' : '\n'}${line}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        await readOn(false);
      });
    },
  };
}

async function bytesFrom(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const unreadable = (detail: string): AccordError =>
  new AccordError(memoryErrors.MEMORY_LEGACY_UNREADABLE, { detail });

function keyOf(line: string, keyField: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const key: unknown = Object.entries(value).find(([name]) => name === keyField)?.[1];
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
