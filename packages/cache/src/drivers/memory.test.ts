import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { CacheEntry } from '../entry.ts';
import { keyOf, parametersWith } from '../testing/harness.ts';
import { memoryCache } from './memory.ts';

const MINUTE = 60_000;
const clock = manualClock();
const entry = (text: string, tags: readonly string[] = []): CacheEntry => ({
  text,
  storedAt: clock.now(),
  freshUntil: clock.now() + MINUTE,
  staleUntil: clock.now() + 60 * MINUTE,
  tags,
  tookMs: 1,
  costNanoUsd: 1,
});
const open = (knobs: Record<string, unknown> = {}) => memoryCache({ knobs: parametersWith(knobs).l1, clock });

describe('memory', () => {
  it('gives up what was used least recently when it is full, and counts bytes true', () => {
    const level = open({ 'cache.l1.max_bytes': 1024 * 1024 });
    const text = 'x'.repeat(50_000);
    level.set(keyOf('a'), entry(text));
    const one = level.usage().bytes;
    const fits = Math.floor((1024 * 1024) / one);
    for (let at = 1; at < fits; at++) level.set(keyOf(`b${at}`), entry(text));
    expect(level.usage().entries).toBe(fits);
    level.get(keyOf('a'));
    level.set(keyOf('c'), entry(text));
    expect(level.get(keyOf('a'))?.text).toBe(text);
    expect(level.get(keyOf('b1'))).toBeUndefined();
    expect(level.usage().entries).toBe(fits);
    expect(level.usage().bytes).toBeLessThanOrEqual(1024 * 1024);
    level.invalidate({ by: 'all', tenant: undefined });
    expect(level.usage()).toEqual({ entries: 0, bytes: 0 });
  });

  it('refuses what alone is too large, and forgets what it would replace', () => {
    const level = open({ 'cache.l1.max_bytes': 1024 * 1024 });
    level.set(keyOf('a'), entry('small'));
    level.set(keyOf('a'), entry('x'.repeat(2 * 1024 * 1024)));
    expect(level.get(keyOf('a'))).toBeUndefined();
    expect(level.usage()).toEqual({ entries: 0, bytes: 0 });
  });

  it('counts two bytes a character when they are not all Latin', () => {
    const level = open();
    level.set(keyOf('a'), entry('e'.repeat(10_000)));
    const latin = level.usage().bytes;
    level.set(keyOf('a'), entry('숲'.repeat(10_000)));
    expect(level.usage().bytes).toBeGreaterThan(latin * 1.8);
  });

  it('has a life of its own', () => {
    const level = open({ 'cache.l1.ttl_s': 120 });
    level.set(keyOf('a'), entry('text'));
    clock.advance(2 * MINUTE - 1);
    expect(level.get(keyOf('a'))?.text).toBe('text');
    clock.advance(1);
    expect(level.get(keyOf('a'))).toBeUndefined();
    expect(level.usage().entries).toBe(0);
  });

  it('does not count as removed what nobody would have been served any more', () => {
    const level = open({ 'cache.l1.ttl_s': 60 });
    level.set(keyOf('a'), entry('text', ['x']));
    clock.advance(MINUTE);
    level.set(keyOf('b'), entry('text', ['x', 'x']));
    expect(level.invalidate({ by: 'tag', tag: 'x', tenant: undefined })).toBe(1);
    expect(level.usage()).toEqual({ entries: 0, bytes: 0 });
  });
});
