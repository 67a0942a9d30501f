import type { Page } from 'playwright-core';

/** Stand-ins for the server's replies about the cache, the modes and a troubled decision. */
const level = (name: string, rest: object): object => ({
  level: name,
  health: { status: 'HEALTHY', detail: '' },
  entries: 412,
  bytes: 1_540_000,
  hits: 0,
  stale_hits: 0,
  misses: 0,
  hit_rate: null,
  corrupt: 0,
  skipped: 0,
  invalidated: 0,
  ...rest,
});

export const CACHE_STATS = {
  enabled: true,
  lookups: 1280,
  hits: 912,
  computed: 352,
  joined: 16,
  similar: 0,
  not_stored: 9,
  refreshed: 21,
  hit_rate: 0.7125,
  saved_ms: 5_412_000,
  saved_usd: '0.184200000',
  levels: [
    level('memory', { hits: 640, stale_hits: 12, misses: 628, hit_rate: 0.5 }),
    level('sqlite', { hits: 241, misses: 387, hit_rate: 0.384, corrupt: 2, entries: 2210, bytes: 9_800_000 }),
    level('redis', {
      health: { status: 'UNHEALTHY', detail: 'connect ECONNREFUSED 127.0.0.1:6379' },
      hits: 31,
      misses: 200,
      hit_rate: 0.134,
      skipped: 156,
      entries: null,
      bytes: null,
    }),
  ],
  prediction: { state: 'on', computed: 40, used: 29, unused: 11, precision: 0.725 },
};

export const EMPTY_STATS = {
  ...CACHE_STATS,
  lookups: 0,
  hits: 0,
  computed: 0,
  joined: 0,
  similar: 0,
  not_stored: 0,
  refreshed: 0,
  hit_rate: null,
  saved_ms: 0,
  saved_usd: '0',
  levels: [level('memory', { entries: 0, bytes: 0 }), level('sqlite', { entries: 0, bytes: 0 })],
  prediction: { state: 'off', computed: 0, used: 0, unused: 0, precision: null },
};

const mode = (name: string, roles: string[], uses: string[], rest: object): object => ({
  mode: name,
  roles,
  recommended_for: uses,
  live: { requests: 0, p50_ms: null, p95_ms: null, mean_cost_usd: null, mean_output_tokens: null },
  evaluated: null,
  ...rest,
});

export const MODES = {
  modes: [
    mode('fast', ['interpreter'], ['autocomplete', 'batch_processing'], {
      live: { requests: 310, p50_ms: 1.2, p95_ms: 4.8, mean_cost_usd: '0', mean_output_tokens: 0 },
      expected: { latency: '1–2 s', quality: 0.75, cost_usd: '0.001' },
    }),
    mode('balanced', ['interpreter', 'validator'], ['web_application', 'ecommerce_recommendation'], {
      live: {
        requests: 1204,
        p50_ms: 820,
        p95_ms: 1960,
        mean_cost_usd: '0.000310000',
        mean_output_tokens: 412,
      },
      evaluated: {
        briefs: 120,
        quality: 0.874,
        accuracy: 0.91,
        completeness: 0.88,
        consistency: 0.96,
        creativity: 0.54,
        p50_ms: 810,
        p95_ms: 1900,
        mean_cost_usd: '0.00029',
        measured_at: '2026-11-25T09:00:00.000Z',
      },
      expected: { latency: '2–4 s', quality: 0.85, cost_usd: '0.003' },
    }),
    mode('creative', ['interpreter', 'validator', 'creative'], ['high_end_design', 'brand_storytelling'], {
      expected: { latency: '4–8 s', quality: 0.92, cost_usd: '0.007' },
    }),
  ],
};

/** What a decision reads like when every kind of trouble befell it. */
const TROUBLE = {
  mode_asked: 'creative',
  mode_used: 'fast',
  reliability: 'low',
  reasons: [
    {
      step: 'plan',
      code: 'creative_down',
      outcome: 'refused',
      message: 'creative needs the creative, which is down: openai:llama-3 is open after 5 failures',
      numbers: { retry_in_ms: 12_400 },
    },
    {
      step: 'plan',
      code: 'too_little_time',
      outcome: 'refused',
      message: 'balanced takes up to 1900 ms (95 of 100), and 1200 ms are left',
      numbers: { predicted_p95_ms: 1900, remaining_ms: 1200 },
    },
    {
      step: 'plan',
      code: 'mode_downshifted',
      outcome: 'taken',
      message: 'fast runs interpreter',
      numbers: { remaining_ms: 1200 },
    },
    {
      step: 'execute.interpreter',
      code: 'engine_failed',
      outcome: 'refused',
      message: 'openai:qwen2.5 failed with ENGINE_TIMEOUT: no answer in 800 ms',
      numbers: { took_ms: 803, remaining_ms: 397 },
    },
    {
      step: 'execute.interpreter',
      code: 'half_tokens',
      outcome: 'refused',
      message: 'no second try with half the tokens: too little time is left',
      numbers: { remaining_ms: 397, needed_ms: 500 },
    },
    {
      step: 'execute.interpreter',
      code: 'brand_new_code',
      outcome: 'taken',
      message: 'said by a newer server',
    },
  ],
  cache: {
    outcome: 'miss',
    stored: false,
    reason: 'the answer is a fallback',
    passed: [
      { level: 'memory', why: 'missed' },
      { level: 'redis', why: 'resting' },
    ],
  },
  engines: [
    {
      role: 'interpreter',
      engine: 'rules',
      model: 'fragrance.brief/interpreter@1',
      prompt_version: '1',
      fallback: true,
    },
  ],
  timings_ms: { plan: 0.2, 'execute.interpreter': 806, total: 809 },
};

const TROUBLED_STEPS = [
  { step: 'plan', started_ms: 0.4, took_ms: 0.2, outcome: 'ok', message: 'fast mode: interpreter' },
  {
    step: 'execute.interpreter',
    started_ms: 1,
    took_ms: 803,
    outcome: 'failed',
    message: 'openai:qwen2.5 gave no answer in 800 ms',
  },
  { step: 'execute.interpreter', started_ms: 804.5, took_ms: 2, outcome: 'ok', message: 'rules' },
];

/** The real reply and record, with the decision replaced by a troubled one. */
export async function trouble(page: Page): Promise<void> {
  await page.route('**/api/briefs', async (route) => {
    const response = await route.fetch();
    const reply = await response.json();
    await route.fulfill({ response, json: { ...reply, meta: { ...reply.meta, ...TROUBLE } } });
  });
  await page.route('**/api/explain/*', async (route) => {
    const response = await route.fetch();
    const record = await response.json();
    const predicted = { p95_ms: 950, cost_usd: '0.00031' };
    const meta = { ...record.meta, ...TROUBLE };
    await route.fulfill({ response, json: { ...record, meta, predicted, steps: TROUBLED_STEPS } });
  });
}
