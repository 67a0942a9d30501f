import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewKey } from '@accord/accounts';
import { type Accord, openAccord } from '@accord/host';
import type { FastifyInstance } from 'fastify';
import { serverKnobs } from '../knobs.ts';
import { createServer } from '../server.ts';
import { type Answer, askOverHttp, type Question } from './ask-over-http.ts';
import { stubDomain } from './stub-domain.ts';

/** A server with a house of its own, asked over HTTP. */
export interface Served {
  readonly accord: Accord;
  readonly app: FastifyInstance;
  /** Makes a key and returns it as its owner presents it. */
  issue(key?: Partial<NewKey>): Promise<string>;
  ask(key: string | undefined, question: Question): Promise<Answer>;
  close(): Promise<void>;
}

export async function serve(env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-served-'));
  const accord = await openAccord({
    env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent', ...env },
    appKnobs: [serverKnobs],
    domains: [stubDomain().domain],
  });
  const knobs = accord.configuration.knobs.of(serverKnobs);
  const app = await createServer({ accord, knobs, dashboardFolder: join(folder, 'dashboard') });
  return {
    accord,
    app,
    async issue(key) {
      const { secret } = await accord.accounts.keys.create({
        tenant: 'acme',
        role: 'user',
        name: 'of a test',
        ...key,
      });
      return secret;
    },
    ask: (key, question) =>
      askOverHttp(app, {
        ...question,
        headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...question.headers },
      }),
    async close() {
      await app.close();
      await accord.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const echoOf = (text: string): Question => ({
  method: 'POST',
  url: '/api/echo',
  headers: { 'content-type': 'application/json' },
  payload: JSON.stringify({ text }),
});
