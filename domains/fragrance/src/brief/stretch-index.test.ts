import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StretchIndex, StretchMemory } from './stretch-index.ts';

const word = fc.string({ unit: 'binary', maxLength: 6 });

describe('StretchIndex', () => {
  it('finds what a map of strings finds', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 600 }),
        fc.array(word),
        word,
        word,
        (known, asked, before, after) => {
          const index = new StretchIndex();
          const numbers = new Map<string, number>();
          for (const key of known) {
            if (!numbers.has(key)) numbers.set(key, numbers.size);
            expect(index.add(key)).toBe(numbers.get(key));
          }
          for (const key of [...known, ...asked]) {
            const text = before + key + after;
            const found = index.find(text, before.length, before.length + key.length);
            expect([key, found]).toEqual([key, numbers.get(key) ?? -1]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('StretchMemory', () => {
  const counting = (most: number): { memory: StretchMemory<string>; made: string[] } => {
    const made: string[] = [];
    return {
      made,
      memory: new StretchMemory(most, (stretch) => {
        made.push(stretch);
        return `<${stretch}>`;
      }),
    };
  };

  it('makes a value once', () => {
    const { memory, made } = counting(10);
    expect(memory.of('no rose', 3, 7)).toBe('<rose>');
    expect(memory.of('rose oil', 0, 4)).toBe('<rose>');
    expect(made).toEqual(['rose']);
  });

  it('forgets everything when it is full, and goes on', () => {
    const { memory, made } = counting(2);
    for (const word of ['a', 'b', 'c', 'c', 'a']) expect(memory.of(word, 0, 1)).toBe(`<${word}>`);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not keep long stretches', () => {
    const { memory, made } = counting(10);
    const long = 'a'.repeat(40);
    expect(memory.of(long, 0, 40)).toBe(memory.of(long, 0, 40));
    expect(made).toEqual([long, long]);
  });
});
