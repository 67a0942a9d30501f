import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATIENT } from './testing/gateway-house.ts';
import { type BillingPlan, type BillingUpstream, startBillingUpstream } from './testing/billing-upstream.ts';
import { booksOf, countsOf, expectNoDrift, INPUT_USD, OUTPUT_USD, priceOf, toldOf } from './testing/drift.ts';
import { startServer } from './start.ts';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder: string;
let upstream: BillingUpstream;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-drift-'));
  upstream = await startBillingUpstream();
});
afterEach(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const settings = () => ({
  ...PATIENT,
  ACCORD_DATA_DIR: folder,
  ACCORD_SERVER_PORT: '0',
  ACCORD_LOG_LEVEL: 'silent',
  ACCORD_RESILIENCE_BULKHEAD_LIMIT_INITIAL: '100',
  ACCORD_ENGINE_CONNECTIONS_MAX: '100',
  ACCORD_ROLES_INTERPRETER_DRIVER: 'openai',
  ACCORD_ROLES_INTERPRETER_BASE_URL: upstream.baseUrl,
  ACCORD_ROLES_INTERPRETER_MODEL: 'm',
  ACCORD_ROLES_INTERPRETER_INPUT_USD_PER_MILLION: String(INPUT_USD),
  ACCORD_ROLES_INTERPRETER_OUTPUT_USD_PER_MILLION: String(OUTPUT_USD),
});

interface Asking {
  readonly plan: BillingPlan;
  readonly streams: boolean;
}

/** Once the upstream has begun to answer. */
async function leave(controller: AbortController, { input, output }: BillingPlan): Promise<void> {
  const isAsked = () => upstream.asked.some((plan) => plan.input === input && plan.output === output);
  while (!isAsked()) await new Promise((resolve) => setTimeout(resolve, 5));
  setTimeout(() => controller.abort(), 30);
}

/** Asks, reads what comes, and leaves, where it is to, a client that would be answered for ever. */
async function ask(address: string, { plan, streams }: Asking, leaves: boolean): Promise<void> {
  const controller = new AbortController();
  if (leaves && plan.fault === 'linger') void leave(controller, plan);
  try {
    const reply = await fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal: controller.signal,
      body: JSON.stringify({
        model: 'm',
        messages: [{ role: 'user', content: `question ${plan.input}` }],
        x_plan: plan,
        ...(streams && { stream: true }),
      }),
    });
    await reply.text();
  } catch {
    // It was cut, or we left.
  }
}

const planArbitrary = fc.record({
  plan: fc.record({
    input: fc.integer({ min: 20, max: 1_000_000 }),
    cached: fc.integer({ min: 0, max: 20 }),
    output: fc.integer({ min: 1, max: 100_000 }),
    fault: fc.constantFrom(
      'none' as const,
      'none' as const,
      'no_usage' as const,
      'usage_twice' as const,
      'status' as const,
      'reset' as const,
      'cut' as const,
      'linger' as const,
    ),
  }),
  streams: fc.boolean(),
});

describe('what is booked', () => {
  it('is what the upstream counted, whatever goes wrong, and says where it is a guess', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(planArbitrary, { minLength: 5, maxLength: 25 }), async (askings) => {
        await upstream.close();
        rmSync(folder, { recursive: true });
        upstream = await startBillingUpstream();
        const server = await startServer({ dashboardFolder: folder, env: settings() });
        await Promise.all(askings.map((asking) => ask(server.address, asking, true)));
        await server.stop();
        expectNoDrift(await booksOf(settings()), [upstream]);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);

  it('loses nothing when the process is killed', async () => {
    const start = async () => {
      const child = spawn(process.execPath, [MAIN], { env: settings() });
      const [line] = await once(createInterface(child.stdout), 'line');
      return { child, address: String(line).replace('Accord is at ', '') };
    };
    const { child, address } = await start();
    const planned = (index: number, fault: BillingPlan['fault']): Asking => ({
      plan: { input: 100 + index, cached: 0, output: 50, fault },
      streams: index % 2 === 0,
    });
    await Promise.all(Array.from({ length: 10 }, (_, index) => ask(address, planned(index, 'none'), true)));
    const lingering = Array.from({ length: 10 }, (_, index) =>
      ask(address, planned(100 + index, 'linger'), false),
    );
    while (upstream.asked.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), ...lingering]);
    const { entries, audit } = await booksOf(settings());
    expect(audit).toMatchObject({ open: 0, findings: [] });
    expect(entries).toHaveLength(upstream.asked.length);
    expect(countsOf(entries.filter(({ outcome }) => outcome === 'completed'))).toEqual(toldOf(upstream.told));
    const lost = entries.filter(({ outcome }) => outcome === 'lost');
    expect(lost.length).toBeGreaterThan(0);
    for (const { basis, cost, recovered } of lost) {
      expect([basis, recovered]).toEqual(['estimated', true]);
      // Nobody knows, so it counts for the most that it can have cost.
      expect(cost).toBeGreaterThanOrEqual(priceOf(200, 50));
    }
  }, 60_000);
});
