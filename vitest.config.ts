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

const UNITS = '{packages,domains,apps}/*/src/**/*.test.{ts,tsx}';
const INTEGRATION = '**/*.integration.test.ts';
const COMMANDS = 'apps/cli/src/**/*.integration.test.ts';

/**
 * `units` only compute, so they run side by side and share what they import. What uses the disk, the network or processes
 * of its own runs one file after another, since much of it is about time. `commands` mostly
 * wait for a process to start, so two files run at once. `e2e` and the README's examples start what `script/build` made;
 * all else runs from the sources.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...sources,
        test: {
          name: 'units',
          include: [UNITS],
          exclude: [INTEGRATION],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          testTimeout: 20_000,
          execArgv: threads,
        },
      },
      {
        ...sources,
        test: {
          name: 'rooms',
          include: [`{packages,domains,apps}/*/src/${INTEGRATION}`],
          exclude: [COMMANDS],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 20_000,
          execArgv: threads,
        },
      },
      {
        ...sources,
        test: {
          name: 'commands',
          include: [COMMANDS],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          execArgv: threads,
        },
      },
      {
        ...sources,
        test: {
          name: 'tools',
          include: ['{script,benchmarks}/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...sources,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
          testTimeout: 20_000,
          execArgv: threads,
        },
      },
    ],
  },
});
