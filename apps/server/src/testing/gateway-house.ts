import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayDecision, Role } from '@accord/contract';
import { type Behaviour, type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import OpenAI from 'openai';
import { type RunningServer, startServer } from '../start.ts';

/** The whole server on a free port, before model servers that can be told to fail, with a client of OpenAI before it. */
export interface GatewayHouse {
  readonly address: string;
  readonly client: OpenAI;
  /** By the name of the model. */
  readonly upstreams: Readonly<Record<string, ModelServer>>;
  readonly lines: readonly string[];
  explain(id: string | null | undefined): Promise<GatewayDecision>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface GatewayHouseOptions {
  /** The model of each role, and of its fallbacks after it; each has a server of its own. */
  readonly models?: Partial<Record<Role, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly behaviour?: Behaviour;
}

/** Settings under which no failure keeps an engine from being asked again. */
export const PATIENT = {
  ACCORD_RESILIENCE_BREAKER_FAILURES: '1000',
  ACCORD_RESILIENCE_HEALTH_DOWN_FAILURES: '1000',
} as const;

const PLACES = ['', '_FALLBACK_1', '_FALLBACK_2'] as const;

export async function openGatewayHouse({
  models = { interpreter: ['first'] },
  env = {},
  behaviour,
}: GatewayHouseOptions = {}): Promise<GatewayHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-gateway-'));
  const lines: string[] = [];
  const upstreams: Record<string, ModelServer> = {};
  const bindings: Record<string, string> = {};
  for (const [role, names] of Object.entries(models)) {
    for (const [index, model] of names.entries()) {
      upstreams[model] ??= await startModelServer({ model, ...(behaviour && { behaviour }) });
      const place = `ACCORD_ROLES_${role.toUpperCase()}${PLACES[index]}`;
      bindings[`${place}_DRIVER`] = 'openai';
      bindings[`${place}_BASE_URL`] = upstreams[model].baseUrl;
      bindings[`${place}_MODEL`] = model;
    }
  }
  const server: RunningServer = await startServer({
    dashboardFolder: join(folder, 'dashboard'),
    env: {
      ACCORD_DATA_DIR: join(folder, 'data'),
      ACCORD_SERVER_PORT: '0',
      ACCORD_RESILIENCE_RETRY_ATTEMPTS: '1',
      ...bindings,
      ...env,
    },
    logDestination: { write: (line) => void lines.push(line) },
  });
  const { address } = server;

  return {
    address,
    client: new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none', maxRetries: 0 }),
    upstreams,
    lines,
    async explain(id) {
      const reply = await fetch(`${address}/api/explain/${id}`);
      if (!reply.ok) throw new TypeError(`explain ${id}: ${reply.status}`);
      return (await reply.json()) as GatewayDecision;
    },
    metrics: async () => (await fetch(`${address}/metrics`)).text(),
    async close() {
      await server.stop();
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
      rmSync(folder, { recursive: true });
    },
  };
}
