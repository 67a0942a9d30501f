import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLockedFile, fileLock } from './file-lock.ts';

/** Built, because a process of its own does not run from the sources. */
const STORAGE = fileURLToPath(new URL('../dist/index.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a lock on a file', () => {
  it('is held by one at a time', () => {
    const path = join(folder, 'a.lock');
    const holder = createLockedFile(path);
    const other = fileLock(path);
    expect(other.tryLock()).toBe(false);
    holder.release();
    expect(other.tryLock()).toBe(true);
    expect(fileLock(path).tryLock()).toBe(false);
    other.release();
    expect(readdirSync(folder)).toEqual(['a.lock']);
  });

  it('ends with the process that held it, even when that is killed', async () => {
    const path = join(folder, 'a.lock');
    const program = `import { createLockedFile } from ${JSON.stringify(STORAGE)};
      createLockedFile(${JSON.stringify(path)}); console.log('held'); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const lock = fileLock(path);
    expect(lock.tryLock()).toBe(false);
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
    expect(lock.tryLock()).toBe(true);
    lock.release();
  });

  it('says so when there is no folder for it', () => {
    expect(() => createLockedFile(join(folder, 'none', 'a.lock'))).toThrow(
      expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }),
    );
  });
});
