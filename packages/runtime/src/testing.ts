import type { Decision } from '@accord/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionStore } from './decision-store.ts';
import { jsonFromValue } from './json-document.ts';

/** How a driver is put to the test: a place that outlives the stores opened on it. */
export interface DecisionStoreFixture {
  /** Opens a store on the place. Every store opened on one fixture sees the same records. */
  open(): DecisionStore;
  /** Removes the place, after every store was closed. */
  remove(): Promise<void>;
}

/** A record as the runtime makes it; `id` is all that differs. */
export function sampleDecision(id: string): Decision {
  return {
    id,
    created_at: '2026-01-01T00:00:00.000Z',
    task: 'sample.task',
    input: { text: 'line\u2028separator, 한글, \ud800 alone', nested: [1, null, { deep: true }] },
    outcome: 'ok',
    meta: {
      id,
      task: 'sample.task',
      mode_asked: 'balanced',
      mode_used: 'balanced',
      reliability: 'normal',
      reasons: [
        { step: 'plan', code: 'mode_as_asked', outcome: 'taken', message: 'balanced runs interpreter' },
      ],
      cache: { outcome: 'bypassed', reason: 'disabled' },
      engines: [],
      tokens: { input: 0, output: 0 },
      cost_usd: '0',
      timings_ms: { total: 0.125 },
    },
    predicted: { p95_ms: null, cost_usd: '0' },
    steps: [{ step: 'plan', started_ms: 0, took_ms: 0.1, outcome: 'ok', message: '' }],
    output: { answer: 'yes' },
  };
}

/** Appends one, as the runtime does. */
export function append(store: DecisionStore, record: Decision): void {
  store.append(record.id, jsonFromValue(record));
}

/** What every driver of the decision store must do. */
export function describeDecisionStore(driver: string, makeFixture: () => DecisionStoreFixture): void {
  describe(`${driver} keeps decisions`, () => {
    let fixture: DecisionStoreFixture;
    let stores: DecisionStore[];
    const open = (): DecisionStore => {
      const store = fixture.open();
      stores.push(store);
      return store;
    };

    beforeEach(() => {
      fixture = makeFixture();
      stores = [];
    });
    afterEach(async () => {
      for (const store of stores) await store.close();
      await fixture.remove();
    });

    it('finds a record at once, exactly as it was appended', () => {
      const store = open();
      append(store, sampleDecision('a'));
      expect(store.find('a')).toEqual(sampleDecision('a'));
    });

    it('knows nothing of other ids, whatever they contain', () => {
      const store = open();
      append(store, sampleDecision('a'));
      for (const id of ['', 'b', "a' OR '1'='1", '%', '\u0000', '\ud800']) {
        expect(store.find(id)).toBeUndefined();
      }
    });

    it('keeps records over a restart', async () => {
      const first = open();
      append(first, sampleDecision('a'));
      append(first, sampleDecision('b'));
      await first.close();
      const second = open();
      expect(second.find('a')).toEqual(sampleDecision('a'));
      expect(second.find('b')).toEqual(sampleDecision('b'));
    });

    it('finds an output that another record holds, while that record is kept', async () => {
      const first = open();
      const { output, ...without } = sampleDecision('b');
      append(first, sampleDecision('a'));
      append(first, { ...without, output_of: 'a' });
      append(first, { ...without, id: 'c', output_of: 'gone' });
      expect(first.find('b')).toEqual({ ...without, output_of: 'a', output });
      expect(first.find('c')).not.toHaveProperty('output');
      await first.close();
      expect(open().find('b')?.output).toEqual(output);
    });

    it('is not changed by what happens to a record after it was found', () => {
      const store = open();
      append(store, sampleDecision('a'));
      const found = store.find('a');
      if (found !== undefined) found.task = 'changed';
      expect(store.find('a')).toEqual(sampleDecision('a'));
    });

    it('takes the same id again, and the last record counts', async () => {
      const store = open();
      append(store, sampleDecision('a'));
      await store.close();
      const again = open();
      append(again, { ...sampleDecision('a'), task: 'second' });
      await again.close();
      expect(open().find('a')?.task).toBe('second');
    });

    it('keeps a thousand records appended at once', async () => {
      const store = open();
      const ids = Array.from({ length: 1000 }, (_, index) => `many-${index}`);
      for (const id of ids) append(store, sampleDecision(id));
      await store.close();
      const again = open();
      expect(ids.every((id) => again.find(id)?.id === id)).toBe(true);
    });

    it('is healthy when it can write, and closes twice without harm', async () => {
      const store = open();
      append(store, sampleDecision('a'));
      await store.close();
      await store.close();
      expect(store.health().status).toBe('HEALTHY');
    });
  });
}

export { plainRuntime } from './testing/bench.ts';
