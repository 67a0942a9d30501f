import { defineConfig } from 'vitest/config';

/** Rooms are tested from their sources: nothing needs to be built, and nothing stale is tested. */
const sources = {
  ssr: { resolve: { conditions: ['source'] } },
  resolve: { conditions: ['source'] },
};

/** Threads that a room starts run from its sources as well. */
const threads = [
  '--conditions=source',
  '--import',
  new URL('./script/typescript-threads.mjs', import.meta.url).href,
];

/** `rooms` and `tools` run from the sources; `e2e` and the README's examples start what `script/build` made. */
export default defineConfig({
  test: {
    projects: [
      {
        ...sources,
        test: {
          name: 'rooms',
          include: ['{packages,domains,apps}/*/src/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
          execArgv: threads,
        },
      },
      {
        ...sources,
        test: {
          name: 'tools',
          include: ['{script,benchmarks}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...sources,
        test: { name: 'e2e', include: ['e2e/**/*.test.ts'], testTimeout: 20_000, execArgv: threads },
      },
    ],
  },
});
