import { describe, expect, it } from 'vitest';
import type { RecalledRecord } from '../store.ts';
import { hotPool } from './hot-records.ts';

const record = (id: string, more: Partial<RecalledRecord> = {}): RecalledRecord => ({
  id,
  class: 'chat',
  key: undefined,
  format: 'text',
  metadata: {},
  validFrom: 0,
  recordedAt: 0,
  content: new Uint8Array(700),
  form: 'original',
  tier: 'L1',
  ...more,
});

describe('decoded records', () => {
  it('go by bytes, over all tenants, those first that were not asked for the longest', () => {
    const pool = hotPool(3000);
    const [a, b] = [pool.view(), pool.view()];
    a.keep(record('1'), a.epoch());
    b.keep(record('1'), b.epoch());
    a.keep(record('2'), a.epoch());
    expect(a.byId('1')).toBeDefined();
    a.keep(record('3'), a.epoch());
    expect(b.byId('1')).toBeUndefined();
    expect([a.byId('1'), a.byId('2'), a.byId('3')].every((found) => found !== undefined)).toBe(true);
    expect(a.stats()).toMatchObject({ records: 3, bytes: 3000 });
    expect(b.stats()).toMatchObject({ records: 0, bytes: 0, hits: 0, misses: 1 });
  });

  it('are not kept when they alone are too large', () => {
    const hot = hotPool(900).view();
    hot.keep(record('1'), hot.epoch());
    expect(hot.stats()).toMatchObject({ records: 0, bytes: 0 });
  });

  it('that were read before something was forgotten are not kept after it', () => {
    const hot = hotPool(100_000).view();
    const before = hot.epoch();
    hot.dropId('1');
    hot.keep(record('1'), before);
    expect(hot.byId('1')).toBeUndefined();
  });

  it('answer for a key until another version holds', () => {
    const hot = hotPool(100_000).view();
    const kept = record('1', { key: 'k' });
    hot.keep(kept, hot.epoch());
    hot.keepLatest(kept, 10, hot.epoch());
    expect(hot.byKey('chat', 'k', 9)).toBe(kept);
    expect(hot.byKey('chat', 'k', 10)).toBeUndefined();
    expect(hot.byKey('legal', 'k', 9)).toBeUndefined();
    hot.dropKey('chat', 'k');
    expect(hot.byKey('chat', 'k', 9)).toBeUndefined();
    expect(hot.byId('1')).toBe(kept);
    hot.clear();
    expect(hot.stats()).toMatchObject({ records: 0, bytes: 0 });
  });
});
