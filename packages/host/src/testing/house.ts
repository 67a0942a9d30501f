import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Meta, type Mode, ROLES, type Role } from '@accord/contract';
import { type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import { type Caller, localCaller } from '@accord/runtime';
import { type Accord, openAccord } from '../accord.ts';
import { DOMAINS } from '../declarations.ts';
import { wordDomain } from './word-domain.ts';

/** The whole house, each role bound to a model server of its own that can be broken. */
export interface House {
  readonly accord: Accord;
  readonly servers: Readonly<Record<Role, ModelServer>>;
  /** Where the interpreter falls back to; asked only where the house was opened with it. */
  readonly spare: ModelServer;
  call(text: string, mode: Mode, more?: CallOptions): Promise<WordReply>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly path?: string;
  readonly caller?: Partial<Caller>;
}

export interface WordReply {
  readonly said: { readonly words: readonly string[] };
  readonly meta: Meta;
}

export interface HouseOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly spare?: boolean;
}

/** How a server behaves that takes requests and fails each. */
export const DOWN = { fault: { kind: 'status', status: 500 } } as const;

export const saying = (word: string): { readonly answer: string } => ({ answer: JSON.stringify({ word }) });

export async function openHouse({ env = {}, spare = false }: HouseOptions = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-house-'));
  const start = (name: string) => startModelServer({ model: name, behaviour: saying(name) });
  const [interpreter, validator, creative, fallback] = await Promise.all([
    start('interpreter'),
    start('validator'),
    start('creative'),
    start('spare'),
  ]);
  const servers = { interpreter, validator, creative };
  const accord = await openAccord({
    env: {
      ACCORD_DATA_DIR: folder,
      ACCORD_RESILIENCE_RETRY_ATTEMPTS: '1',
      ...Object.assign({}, ...ROLES.map((role) => binding(role.toUpperCase(), servers[role], role))),
      ...(spare && binding('INTERPRETER_FALLBACK_1', fallback, 'spare')),
      ...env,
    },
    domains: [...DOMAINS, wordDomain],
    logDestination: { write: () => {} },
  });
  return {
    accord,
    servers,
    spare: fallback,
    async call(text, mode, { path = '/api/words', caller } = {}) {
      const route = accord.routes.find((known) => known.path === path);
      if (route === undefined) throw new TypeError(`no route ${path}`);
      const reply = await accord.calls.call(route, { text, mode }, { ...localCaller, ...caller });
      return JSON.parse(reply.text) as WordReply;
    },
    async close() {
      await accord.close();
      await Promise.all([interpreter, validator, creative, fallback].map((server) => server.close()));
      rmSync(folder, { recursive: true });
    },
  };
}

const binding = (place: string, { baseUrl }: ModelServer, model: string): Record<string, string> => ({
  [`ACCORD_ROLES_${place}_DRIVER`]: 'openai',
  [`ACCORD_ROLES_${place}_BASE_URL`]: baseUrl,
  [`ACCORD_ROLES_${place}_MODEL`]: model,
});
