import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Head } from './events.ts';

/**
 * The last head, kept beside the database: who cuts the chain in the database, or puts an older copy of it in place, is found
 * out by it. Keep a copy elsewhere to find out who changes both.
 */
export interface Witness {
  saw(head: Head): void;
  /** @returns undefined where none was ever written, or the file is no head */
  head(): Head | undefined;
}

const LINE = /^(\d{1,15}) ([0-9a-f]{64}) ([\w-]{86})$/;

export function fileWitness(path: string): Witness {
  const read = (): Head | undefined => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const [, seq = '', hash = '', signature = ''] = LINE.exec(text) ?? [];
    if (seq === '') return undefined;
    return {
      seq: Number(seq),
      hash: Buffer.from(hash, 'hex'),
      signature: Buffer.from(signature, 'base64url'),
    };
  };
  return {
    head: read,
    saw({ seq, hash, signature }) {
      // Processes of one folder write it in turn; an older head never takes the place of a newer one.
      if ((read()?.seq ?? 0) >= seq) return;
      const mine = `${path}.${process.pid}`;
      const line = `${seq} ${hash.toString('hex')} ${signature.toString('base64url')}\n`;
      writeFileSync(mine, line, { mode: 0o600 });
      renameSync(mine, path);
    },
  };
}
