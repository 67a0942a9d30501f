import { deviceReportSchema, memoryMonitoringSchema, systemSummarySchema } from '@accord/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Served, serve } from './testing/served.ts';

let served: Served;
beforeEach(async () => {
  served = await serve({ ACCORD_MEMORY_PRESET: 'low_latency', ACCORD_COMPUTE_GPUS: '9' });
});
afterEach(async () => served.close());

const read = async (url: string, key?: string) => served.ask(key, { method: 'GET', url });
const NOTE = {
  class: 'chat',
  key: 'k',
  text: 'The moss of the north side is wet in the morning. '.repeat(4),
};

async function store(body: object, key?: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await served.ask(key, {
    method: 'POST',
    url: '/api/v1/memory/store',
    headers,
    payload: JSON.stringify(body),
  });
  expect(reply.statusCode).toBe(200);
}

describe('/monitoring/memory', () => {
  it('tells of all tenants by the names of the sources', async () => {
    const { memory } = served.accord;
    expect(memoryMonitoringSchema.parse((await read('/monitoring/memory')).json())).toMatchObject({
      tenants: 0,
      compression_ratio: null,
      avg_latency_ms: null,
      llm_cas_hit_rate: null,
      error_rate: null,
      divergence_rate: null,
      latency: [],
    });
    await store(NOTE);
    await store({ ...NOTE, key: 'the same elsewhere' });
    await memory.remember('another', { ...NOTE, class: 'finance', text: 'a'.repeat(5000) });
    await memory.recall('local', { class: 'chat', key: 'k' });
    await expect(memory.recall('local', { class: 'diary', key: 'k' })).rejects.toThrow();
    const report = memoryMonitoringSchema.parse((await read('/monitoring/memory')).json());
    expect(report).toMatchObject({
      preset: 'low_latency',
      tenants: 2,
      records: 3,
      contents: 2,
      content_bytes: NOTE.text.length + 5000,
      llm_cas_hit_rate: 0.3333,
      error_rate: 0,
      tiers: [
        { class: 'finance', tier: 'L2', contents: 1 },
        { class: 'chat', tier: 'L2', contents: 1 },
      ],
    });
    expect(report.compression_ratio).toBeGreaterThan(1);
    expect(report.sizes.map(({ contents }) => contents)).toEqual([1, 0, 0, 1]);
    expect(report.ages[0]).toMatchObject({ from_days: 0, contents: 2 });
    expect(report.latency.find(({ operation }) => operation === 'recall')).toMatchObject({
      calls: 1,
      target_ms: expect.any(Number),
    });
  });

  it('is scraped by Prometheus, with the class and the tier as labels', async () => {
    await store(NOTE);
    const reply = await read('/monitoring/memory/prometheus');
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect(reply.body).toMatch(/^accord_memory_compression_ratio \d+\.\d+$/m);
    expect(reply.body).toMatch(/^accord_memory_contents\{class="chat",tier="L2"\} 1$/m);
    expect(reply.body).toMatch(/^accord_memory_latency_p95_ms\{operation="store",tier=""\} /m);
    expect(reply.body).not.toContain('divergence_rate');
  });

  it.each(['/monitoring/memory', '/monitoring/memory/prometheus', '/api/v1/system/summary'])(
    '%s is for an admin',
    async (url) => {
      const [user, admin] = [await served.issue(), await served.issue({ role: 'admin' })];
      expect((await read(url)).statusCode).toBe(401);
      expect((await read(url, user)).statusCode).toBe(403);
      expect((await read(url, admin)).statusCode).toBe(200);
    },
  );
});

describe('/api/v1/system', () => {
  it('sums up the components, the memory and the device', async () => {
    await store(NOTE);
    const summary = systemSummarySchema.parse((await read('/api/v1/system/summary')).json());
    expect(summary).toMatchObject({
      environment: 'development',
      components: { database: 'HEALTHY' },
      memory: { tenants: 1, records: 1, error_rate: 0 },
      memory_problem: null,
    });
    expect(summary.device.why).toContain('compute.gpus names 9, and there is no such GPU');
  });

  it('reports the device by itself', async () => {
    const { cpu, batch } = deviceReportSchema.parse((await read('/api/v1/system/device')).json());
    expect(cpu.cores).toBeGreaterThan(0);
    expect(batch.base).toBe(10);
  });

  it('says why the memory does not open, and the rest all the same', async () => {
    await served.close();
    served = await serve({ ACCORD_MEMORY_KEYS: 'no key' });
    const summary = systemSummarySchema.parse((await read('/api/v1/system/summary')).json());
    expect(summary.memory).toBeNull();
    expect(summary.memory_problem).toMatch(/^MEMORY_KEY_INVALID/);
  });
});
