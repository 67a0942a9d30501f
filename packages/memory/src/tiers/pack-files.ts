import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AccordError, type Clock } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';

/** The files of the packs of one tenant: sealed bytes, each under a name that is never used again. */
export interface PackFiles {
  /** Returns the name. It is on the disk by then, and nothing refers to it yet. */
  write(sealed: Uint8Array): string;
  /** @throws MEMORY_PACK_MISSING */
  read(name: string): Buffer;
  has(name: string): boolean;
  remove(names: readonly string[]): void;
  /** Removes files that nothing refers to, left by a process that ended in between. Returns how many. */
  collect(isReferred: (name: string) => boolean): number;
}

/** A pack is written before the database says so: a younger file may be of a change that is under way. */
const YOUNG_MS = 3_600_000;
/** So few that a name is a number of a column. */
const NAME_BYTES = 6;
const ENDING = '.nbp';

export function packFiles(folder: string, clock: Clock): PackFiles {
  const pathOf = (name: string): string => join(folder, `${name}${ENDING}`);
  const freeName = (): string => {
    for (;;) {
      const name = randomBytes(NAME_BYTES).toString('hex');
      if (!existsSync(pathOf(name))) return name;
    }
  };
  return {
    write(sealed) {
      mkdirSync(folder, { recursive: true });
      const name = freeName();
      const making = `${pathOf(name)}.new`;
      const file = openSync(making, 'wx');
      try {
        writeSync(file, sealed);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(making, pathOf(name));
      return name;
    },
    read(name) {
      try {
        return readFileSync(pathOf(name));
      } catch (cause) {
        throw new AccordError(memoryErrors.MEMORY_PACK_MISSING, {
          detail: `The pack ${name} cannot be read`,
          cause,
        });
      }
    },
    has: (name) => existsSync(pathOf(name)),
    remove(names) {
      for (const name of names) rmSync(pathOf(name), { force: true });
    },
    collect(isReferred) {
      if (!existsSync(folder)) return 0;
      let removed = 0;
      for (const file of readdirSync(folder)) {
        const [name = ''] = file.split('.');
        const path = join(folder, file);
        const age = clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? clock.now());
        if (age < YOUNG_MS || (file.endsWith(ENDING) && isReferred(name))) continue;
        rmSync(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}
