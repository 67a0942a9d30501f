import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['source'] } },
  resolve: { conditions: ['source'] },
  test: {
    include: ['{packages,domains,apps}/*/src/**/*.test.{ts,tsx}', '{e2e,script,benchmarks}/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
