import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, median, rounded } from '../report/figures.mjs';
import { SERVER } from '../setup.mjs';
import { startServer } from './child-server.mjs';
import { SHORT_WISHES } from './wishes.mjs';

const STARTS = 5;

/** Seconds from the start of the built server to its first brief, with a fresh data folder each time. */
export async function firstAnswer() {
  const seconds = [];
  for (let start = 0; start < STARTS; start++) seconds.push((await oneStart()) / 1000);
  return [
    figure({
      id: 'first_answer',
      value: rounded(median(seconds)),
      unit: 's',
      target: '< 2',
      how: `Median of ${STARTS} starts of the built server with a fresh data folder, from the spawn to the first 200 of POST /api/briefs.`,
    }),
  ];
}

async function oneStart() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const server = await startServer(SERVER, { APP_ENV: 'production', ACCORD_DATA_DIR: folder });
  try {
    return await server.firstAnswer('/api/briefs', JSON.stringify({ text: SHORT_WISHES[0] }));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}
