import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@accord/kernel/testing';
import { openSqlite } from '@accord/storage';
import { frameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import { storedText } from '../stored-text.ts';
import { describeCacheLevel, type LevelFixture } from '../testing.ts';
import { sqliteCache } from './sqlite.ts';

const KNOBS = {
  max_bytes: 64 * 2 ** 20,
  max_entry_bytes: 64 * 1024,
  busy_timeout_ms: 5,
  give_up_ms: 2000,
  batch_limit: 128,
  waiting_limit: 10_000,
  retry_ms: 20,
};

function fixture(): LevelFixture {
  const folder = mkdtempSync(join(tmpdir(), 'accord-cache-'));
  const path = join(folder, 'cache.db');
  const clock = manualClock();
  const corrupted: CacheKey[] = [];
  return {
    now: clock.now,
    advance: clock.advance,
    open: () =>
      sqliteCache({
        path,
        knobs: KNOBS,
        codec: frameCodec(undefined),
        clock,
        onCorrupt: (key) => corrupted.push(key),
      }),
    corrupt({ tenant, name }) {
      const database = openSqlite({ path, knobs: { busy_timeout_ms: 1000 } });
      database
        .prepare(
          'UPDATE entries SET frame = substr(frame, 1, length(frame) - 1) WHERE tenant = ? AND name = ?',
        )
        .run(storedText(tenant), storedText(name));
      database.close();
    },
    corrupted,
    tooLong: 100_000,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

describeCacheLevel('sqlite', { name: 'sqlite', capabilities: ['persistent'] }, fixture);
