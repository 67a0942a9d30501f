import { open, readFile } from 'node:fs/promises';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../../errors.ts';
import type { LegacyStore } from '../legacy-store.ts';

/**
 * A file with a JSON object a line; the member `keyField`, a string, names the record, the line as it is written is its content, and the
 * last line of a key counts. The file is held in memory.
 *
 * @throws MEMORY_LEGACY_UNREADABLE for a line that is no such object
 */
export async function openJsonLines(path: string, keyField: string): Promise<LegacyStore> {
  const lines = new Map<string, string>();
  const text = await readFile(path, 'utf8');
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const key = keyOf(line, keyField);
    if (key === undefined)
      throw unreadable(`Line ${index + 1} is no JSON object with a string in "${keyField}".`);
    lines.set(key, line);
  }
  let endsInLine = text === '' || text.endsWith('\n');
  return {
    async *entries() {
      for (const [key, line] of lines) yield { key, content: Buffer.from(line) };
    },
    async read(key) {
      const line = lines.get(key);
      return line === undefined ? undefined : Buffer.from(line);
    },
    async write({ key, content }) {
      const line = Buffer.from(content).toString('utf8');
      if (line.includes('\n') || keyOf(line, keyField) !== key)
        throw unreadable(`What was to be written is no line of JSON whose "${keyField}" is its key.`);
      const before = endsInLine ? '' : '\n';
      endsInLine = true;
      const file = await open(path, 'a');
      try {
        await file.appendFile(`${before}${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      lines.set(key, line);
    },
  };
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
