import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@accord/kernel';
import { openSqlite } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InvalidationBus } from '../bus.ts';
import type { Selector } from '../level.ts';
import { sqliteBus } from './sqlite-bus.ts';

const EVERYTHING: Selector = { by: 'all', tenant: undefined };
let folder: string;
let buses: InvalidationBus[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-bus-'));
  buses = [];
});
afterEach(async () => {
  for (const bus of buses) await bus.close();
  rmSync(folder, { recursive: true });
});

function joined(listener: string, knobs = { poll_ms: 5, gone_ms: 500 }): InvalidationBus {
  const database = openSqlite({ path: join(folder, 'a.db'), knobs: { busy_timeout_ms: 1000 } });
  const onFailure = (error: unknown): void => {
    throw error;
  };
  const bus = sqliteBus({ database, listener, clock: systemClock, knobs, onFailure });
  buses.push(bus);
  return bus;
}

describe('sqliteBus', () => {
  it('returns only after every other process has let go', async () => {
    const heard: string[] = [];
    const [one, two, three] = [joined('one'), joined('two'), joined('three')];
    const listen = (bus: InvalidationBus, name: string): void =>
      bus.onAnnounced(async (selector) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        heard.push(`${name} ${selector.by}`);
      });
    listen(one, 'one');
    listen(two, 'two');
    listen(three, 'three');
    await one.announce({ by: 'tag', tag: 't', tenant: undefined });
    expect(heard.toSorted()).toEqual(['three tag', 'two tag']);
  });

  it('does not wait for a process that left, nor for ever for one that stands still', async () => {
    const one = joined('one');
    const two = joined('two');
    await two.close();
    await one.announce(EVERYTHING);
    joined('still', { poll_ms: 10_000, gone_ms: 500 });
    await one.announce(EVERYTHING);
  });

  it('lets go of everything after having been taken for gone', async () => {
    const heard: string[] = [];
    const slow = joined('slow', { poll_ms: 400, gone_ms: 100 });
    slow.onAnnounced(async (selector) => void heard.push(selector.by));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await joined('one', { poll_ms: 5, gone_ms: 100 }).announce({ by: 'tag', tag: 't', tenant: undefined });
    await expect.poll(() => heard, { timeout: 5000 }).toContain('all');
  });

  it('hears nothing of what was announced before it came', async () => {
    const heard: string[] = [];
    await joined('one').announce(EVERYTHING);
    const late = joined('late');
    late.onAnnounced(async (selector) => void heard.push(selector.by));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
  });
});
