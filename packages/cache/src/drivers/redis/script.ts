import { createHash } from 'node:crypto';
import type { RedisClient } from './connection.ts';

export interface Script {
  /** Runs on the keys, which must be in one slot. */
  (
    client: RedisClient,
    keys: readonly string[],
    values: readonly (string | number | Buffer)[],
  ): Promise<unknown>;
}

/** A script that the server keeps after its first run, and is told again when it has forgotten it. */
export function script(source: string): Script {
  const digest = createHash('sha1').update(source).digest('hex');
  return async (client, keys, values) => {
    try {
      return await client.evalsha(digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.eval(source, keys.length, ...keys, ...values);
    }
  };
}
