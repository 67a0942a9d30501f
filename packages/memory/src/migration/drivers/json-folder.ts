import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegacyStore } from '../legacy-store.ts';

const SUFFIX = '.json';

/**
 * A folder with a file for each key, `<key>.json`; characters that the name of a file may not have are written as in a URL. Files
 * that another process adds later are found by their key.
 */
export async function openJsonFolder(folder: string): Promise<LegacyStore> {
  const names = new Map<string, string>();
  for (const name of (await readdir(folder)).toSorted())
    if (name.endsWith(SUFFIX)) names.set(keyOf(name.slice(0, -SUFFIX.length)), name);
  return {
    async *entries() {
      for (const [key, name] of names) yield { key, content: await readFile(join(folder, name)) };
    },
    async read(key) {
      return contentOf(join(folder, names.get(key) ?? nameOf(key)));
    },
    async write({ key, content }) {
      // A reader sees the old content or the new one, never half of it.
      const draft = join(folder, `${randomUUID()}.draft`);
      const file = await open(draft, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      const name = names.get(key) ?? nameOf(key);
      await rename(draft, join(folder, name));
      names.set(key, name);
    },
  };
}

const nameOf = (key: string): string => `${encodeURIComponent(key)}${SUFFIX}`;

async function contentOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A name with a percent sign of its own is the key as it is. */
function keyOf(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
