import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Domain } from '@accord/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Accord, openAccord } from './accord.ts';

const empty: Domain = {
  name: 'empty',
  knobs: [],
  errors: {},
  open: () => ({ rules: new Map(), routes: [] }),
};

let folder: string;
let accord: Accord | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-host-'));
});
afterEach(async () => {
  await accord?.close();
  accord = undefined;
  rmSync(folder, { recursive: true });
});

const open = async (env: Readonly<Record<string, string>> = {}): Promise<Accord> => {
  accord = await openAccord({ env: { ACCORD_DATA_DIR: folder, ...env }, domains: [empty] });
  return accord;
};

describe('openAccord', () => {
  it('assembles the house on the embedded defaults', async () => {
    const { configuration, health, version } = await open();
    expect(configuration.dataFolder).toBe(folder);
    expect(await health()).toEqual({
      status: 'HEALTHY',
      version,
      environment: 'development',
      uptime_seconds: expect.any(Number),
      components: {
        database: { status: 'HEALTHY', detail: 'decisions are written' },
        rate_limits: { status: 'HEALTHY', detail: 'requests are counted in this process' },
        ledger: { status: 'HEALTHY', detail: '0 reservations are open' },
        process: { status: 'HEALTHY', detail: expect.any(String) },
        bugs: { status: 'HEALTHY', detail: 'no fault of the program since the start' },
        'cache.memory': { status: 'HEALTHY', detail: '0 entries in 0 bytes' },
        'cache.sqlite': { status: 'HEALTHY', detail: join(folder, 'cache.db') },
        'cache.invalidations': { status: 'HEALTHY', detail: 'all done' },
        'cache.statistics': { status: 'HEALTHY', detail: 'written down' },
        'engine.interpreter': { status: 'HEALTHY', detail: 'rules: 0 rule sets' },
        'engine.validator': { status: 'HEALTHY', detail: 'rules: 0 rule sets' },
        'engine.creative': { status: 'HEALTHY', detail: 'rules: 0 rule sets' },
        'engine.embedding': { status: 'HEALTHY', detail: 'hashed: hashed-384-v1' },
      },
    });
  });

  it.each(['', 'localhost:8080', 'file:///etc/passwd'])(
    'refuses a model server at %j before it opens anything',
    async (address) => {
      const opening = open({
        ACCORD_ROLES_CREATIVE_DRIVER: 'openai',
        ACCORD_ROLES_CREATIVE_BASE_URL: address,
      });
      await expect(opening).rejects.toMatchObject({
        code: 'CONFIG_ROLE_INCOMPLETE',
        field: 'roles.creative.base_url',
      });
    },
  );

  it('refuses a data folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(open({ ACCORD_DATA_DIR: file })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});

describe('the health of a role bound to a model server', () => {
  let silent: Server;
  beforeEach(async () => {
    silent = createServer(() => {});
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  });
  afterEach(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const bind = (role: string): Record<string, string> => ({
    [`ACCORD_ROLES_${role}_DRIVER`]: 'openai',
    [`ACCORD_ROLES_${role}_BASE_URL`]: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`,
    ACCORD_HEALTH_TIMEOUT_MS: '50',
  });

  it('is UNHEALTHY for the interpreter when nothing answers, and is found out within the timeout', async () => {
    const { health } = await open(bind('INTERPRETER'));
    const startedAt = performance.now();
    const { status, components } = await health();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(status).toBe('UNHEALTHY');
    expect(components['engine.interpreter']).toMatchObject({ status: 'UNHEALTHY' });
    expect(components['engine.validator']).toMatchObject({ status: 'HEALTHY' });
  });

  it('is DEGRADED for a role that some modes do without', async () => {
    const { health } = await open(bind('CREATIVE'));
    expect((await health()).status).toBe('DEGRADED');
  });
});
