import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startServer } from './start.ts';
import {
  type BillingChain,
  type BillingPlan,
  type BillingUpstream,
  startBillingUpstream,
} from './testing/billing-upstream.ts';
import { booksOf, expectNoDrift, INPUT_USD, OUTPUT_USD } from './testing/drift.ts';
import { PATIENT } from './testing/gateway-house.ts';

const PLACES = ['', '_FALLBACK_1', '_FALLBACK_2'] as const;

/** Three engines behind one mode, asked again where nothing was done, and going on where another broke off. */
function settingsFor(folder: string, upstreams: readonly BillingUpstream[]): Record<string, string> {
  const bindings = upstreams.flatMap(({ baseUrl }, place) => {
    const role = `ACCORD_ROLES_INTERPRETER${PLACES[place]}`;
    return [
      [`${role}_DRIVER`, 'openai'],
      [`${role}_BASE_URL`, baseUrl],
      [`${role}_MODEL`, `m${place}`],
      [`${role}_CONTINUES`, 'assistant_message'],
      [`${role}_INPUT_USD_PER_MILLION`, String(INPUT_USD)],
      [`${role}_OUTPUT_USD_PER_MILLION`, String(OUTPUT_USD)],
    ];
  });
  return {
    ...PATIENT,
    ACCORD_DATA_DIR: folder,
    ACCORD_SERVER_PORT: '0',
    ACCORD_LOG_LEVEL: 'silent',
    ACCORD_RESILIENCE_BULKHEAD_LIMIT_INITIAL: '100',
    ACCORD_RESILIENCE_BULKHEAD_LIMIT_MIN: '100',
    ACCORD_RESILIENCE_RETRY_ATTEMPTS: '2',
    ACCORD_RESILIENCE_RETRY_DELAY_MIN_MS: '1',
    ...Object.fromEntries(bindings),
  };
}

const plan = fc.record({
  input: fc.integer({ min: 20, max: 1_000_000 }),
  cached: fc.integer({ min: 0, max: 20 }),
  output: fc.integer({ min: 1, max: 100_000 }),
  fault: fc.constantFrom<BillingPlan['fault'][]>(
    'none',
    'none',
    'no_usage',
    'usage_twice',
    'status',
    'busy',
    'busy',
    'reset',
    'cut',
  ),
});
const engine = fc
  .tuple(plan, fc.array(plan, { maxLength: 1 }))
  .map(([first, more]): BillingChain[number] => [first, ...more]);
const asking = fc.record({ plans: fc.tuple(engine, engine, engine), streams: fc.boolean() });

async function ask(address: string, id: string, plans: BillingChain, streams: boolean): Promise<void> {
  try {
    const reply = await fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'accord/fast',
        messages: [{ role: 'user', content: `question ${id}` }],
        x_chain: { id, plans },
        ...(streams && { stream: true }),
      }),
    });
    await reply.text();
  } catch {
    // It was cut.
  }
}

describe('what is booked when engines stand in for each other', () => {
  it('is what each of them counted, for every attempt, retry and continuation', async () => {
    let attempts = 0;
    let requests = 0;
    const kept = async (
      askings: readonly (typeof asking extends fc.Arbitrary<infer One> ? One : never)[],
    ) => {
      const folder = mkdtempSync(join(tmpdir(), 'accord-chains-'));
      const upstreams = await Promise.all(PLACES.map((_, place) => startBillingUpstream(place)));
      const settings = settingsFor(folder, upstreams);
      const server = await startServer({ dashboardFolder: folder, env: settings });
      await Promise.all(
        askings.map(({ plans, streams }, index) => ask(server.address, String(index), plans, streams)),
      );
      await server.stop();
      try {
        expectNoDrift(await booksOf(settings), upstreams);
        attempts += upstreams.reduce((sum, { asked }) => sum + asked.length, 0);
        requests += askings.length;
      } finally {
        await Promise.all(upstreams.map((upstream) => upstream.close()));
        rmSync(folder, { recursive: true });
      }
    };
    const askings = fc.array(asking, { minLength: 10, maxLength: 25 });
    await fc.assert(fc.asyncProperty(askings, kept), { numRuns: 6, endOnFailure: true });
    // Else nobody stood in for anybody.
    expect(attempts).toBeGreaterThan(requests * 1.2);
  }, 120_000);
});
