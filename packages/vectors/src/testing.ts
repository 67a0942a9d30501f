import { createRng, type Rng } from '@accord/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VectorIndex } from './vector-index.ts';

export interface IndexUnderTest {
  /** Of 8 dimensions, with room for 1000 entries. */
  readonly index: VectorIndex;
  /** Moves the clock of the index on. */
  pass(milliseconds: number): void;
  now(): number;
  close(): Promise<void>;
}

const DIMENSIONS = 8;

/** The conformance suite that every index passes. `open` is called anew for each test. */
export function describeVectorIndex(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(`${name} keeps the contract of an index`, () => {
    let subject: IndexUnderTest;
    let index: VectorIndex;
    beforeEach(async () => {
      subject = await open();
      index = subject.index;
    });
    afterEach(async () => subject.close());

    const found = (vector: Float32Array, limit = 10, namespace = 'a'): string[] =>
      index.search({ namespace, vector, limit }).map(({ id }) => id);

    it('finds the nearest, by the angle and not by the length', async () => {
      index.add({ namespace: 'a', id: 'east', vector: vector(10, 0) });
      index.add({ namespace: 'a', id: 'north east', vector: vector(0.1, 0.1) });
      index.add({ namespace: 'a', id: 'west', vector: vector(-3, 0) });
      await index.settled();
      const matches = index.search({ namespace: 'a', vector: vector(2, 0), limit: 10 });
      expect(matches.map(({ id }) => id)).toEqual(['east', 'north east', 'west']);
      const [first, second, third] = matches.map(({ similarity }) => similarity);
      expect(first).toBeCloseTo(1, 6);
      expect(second).toBeCloseTo(Math.SQRT1_2, 6);
      expect(third).toBeCloseTo(-1, 6);
    });

    it('gives no more than was asked for, and nothing below the least similarity', async () => {
      for (let at = 0; at < 20; at++) index.add({ namespace: 'a', id: `${at}`, vector: vector(1, at / 10) });
      await index.settled();
      expect(found(vector(1, 0), 3)).toEqual(['0', '1', '2']);
      expect(found(vector(1, 0), 0)).toEqual([]);
      const near = index.search({
        namespace: 'a',
        vector: vector(1, 0),
        limit: 20,
        atLeast: Math.SQRT1_2 - 1e-6,
      });
      expect(near).toHaveLength(11);
    });

    it('tells namespaces apart, and ids within them', async () => {
      index.add({ namespace: 'a', id: 'same', vector: vector(1, 0) });
      index.add({ namespace: 'b', id: 'same', vector: vector(0, 1) });
      index.add({ namespace: 'ab', id: '', vector: vector(1, 1) });
      index.add({ namespace: 'a', id: 'b', vector: vector(1, 1) });
      await index.settled();
      expect(index.search({ namespace: 'b', vector: vector(1, 0), limit: 5 })).toMatchObject([
        { id: 'same', similarity: expect.closeTo(0, 6) },
      ]);
      expect(found(vector(1, 0))).toEqual(['same', 'b']);
      expect(found(vector(1, 0), 5, 'c')).toEqual([]);
      expect(index.remove({ namespace: 'a', id: 'same' })).toBe(true);
      expect(index.has({ namespace: 'b', id: 'same' })).toBe(true);
      expect(index.stats()).toMatchObject({ entries: 3, namespaces: 3 });
    });

    it('replaces what has the same name', async () => {
      index.add({ namespace: 'a', id: 'x', vector: vector(1, 0) });
      await index.settled();
      index.add({ namespace: 'a', id: 'x', vector: vector(0, 1) });
      await index.settled();
      expect(index.search({ namespace: 'a', vector: vector(0, 1), limit: 5 })).toEqual([
        { id: 'x', similarity: expect.closeTo(1, 6) },
      ]);
      expect(index.stats().entries).toBe(1);
    });

    it('finds nothing that was removed, at any time', async () => {
      const rng = createRng(1);
      for (let at = 0; at < 100; at++) index.add({ namespace: 'a', id: `${at}`, vector: randomVector(rng) });
      for (let at = 0; at < 100; at += 2) {
        expect(index.remove({ namespace: 'a', id: `${at}` })).toBe(true);
        expect(found(randomVector(rng), 100)).not.toContain(`${at}`);
        if (at === 50) await index.settled();
      }
      expect(index.remove({ namespace: 'a', id: '0' })).toBe(false);
      await index.settled();
      const odd = Array.from({ length: 50 }, (_, at) => `${2 * at + 1}`);
      expect(found(randomVector(rng), 100).toSorted()).toEqual(odd.toSorted());
    });

    it('finds nothing from the moment it expires on', async () => {
      const expiresAt = subject.now() + 1000;
      index.add({ namespace: 'a', id: 'short', vector: vector(1, 0), expiresAt });
      index.add({ namespace: 'a', id: 'long', vector: vector(1, 1), expiresAt: expiresAt + 1 });
      index.add({ namespace: 'a', id: 'ever', vector: vector(0, 1) });
      index.add({ namespace: 'a', id: 'gone', vector: vector(1, 0), expiresAt: subject.now() });
      await index.settled();
      subject.pass(999);
      expect(found(vector(1, 0))).toEqual(['short', 'long', 'ever']);
      subject.pass(1);
      expect(found(vector(1, 0))).toEqual(['long', 'ever']);
      expect(index.has({ namespace: 'a', id: 'short' })).toBe(false);
      subject.pass(1);
      expect(index.stats().entries).toBe(1);
    });

    it('goes by the expiry of the last that was added', async () => {
      const expiresAt = subject.now() + 1000;
      index.add({ namespace: 'a', id: 'x', vector: vector(1, 0), expiresAt });
      index.add({ namespace: 'a', id: 'x', vector: vector(1, 0), expiresAt: expiresAt + 1000 });
      await index.settled();
      subject.pass(1500);
      expect(found(vector(1, 0))).toEqual(['x']);
    });

    it('clears a namespace, or everything', async () => {
      for (const namespace of ['a', 'b']) {
        for (let at = 0; at < 20; at++) index.add({ namespace, id: `${at}`, vector: vector(1, at) });
      }
      await index.settled();
      expect(index.clear('a')).toBe(20);
      expect(found(vector(1, 0))).toEqual([]);
      expect(found(vector(1, 0), 30, 'b')).toHaveLength(20);
      expect(index.clear()).toBe(20);
      expect(index.stats()).toMatchObject({ entries: 0, namespaces: 0, waiting: 0 });
    });

    it('finds nothing for a vector of zeros', async () => {
      index.add({ namespace: 'a', id: 'x', vector: vector(1, 0) });
      await index.settled();
      expect(found(new Float32Array(DIMENSIONS))).toEqual([]);
    });

    it.each([
      ['of another length', new Float32Array(DIMENSIONS + 1).fill(1)],
      ['with a number that is not finite', new Float32Array(DIMENSIONS).fill(Number.NaN)],
      ['with an infinite number', new Float32Array(DIMENSIONS).fill(Number.POSITIVE_INFINITY)],
    ])('refuses a vector %s', (_, vector) => {
      const unusable = expect.objectContaining({ code: 'VECTOR_UNUSABLE' });
      expect(() => index.add({ namespace: 'a', id: 'x', vector })).toThrow(unusable);
      expect(() => index.search({ namespace: 'a', vector, limit: 1 })).toThrow(unusable);
    });

    it('refuses to add a vector of zeros, and keeps what it had', async () => {
      index.add({ namespace: 'a', id: 'x', vector: vector(1, 0) });
      expect(() => index.add({ namespace: 'a', id: 'x', vector: new Float32Array(DIMENSIONS) })).toThrow(
        expect.objectContaining({ code: 'VECTOR_UNUSABLE' }),
      );
      expect(found(vector(1, 0))).toEqual(['x']);
    });

    it('takes vectors of any length but zero', async () => {
      index.add({ namespace: 'a', id: 'small', vector: vector(1e-38, 0) });
      index.add({ namespace: 'a', id: 'large', vector: vector(1e38, 1e38) });
      await index.settled();
      expect(found(vector(1e-30, 0))).toEqual(['small', 'large']);
    });
  });
}

/** A vector with these first numbers, and zeros behind. */
function vector(...numbers: number[]): Float32Array {
  const filled = new Float32Array(DIMENSIONS);
  filled.set(numbers);
  return filled;
}

const randomVector = (rng: Rng): Float32Array =>
  Float32Array.from({ length: DIMENSIONS }, () => rng.next() - 0.5);
