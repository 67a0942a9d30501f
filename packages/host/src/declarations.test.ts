import { leavesOf } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { allErrors, allKnobs } from './declarations.ts';
import { variableOf } from './environment.ts';

const duplicatesIn = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

describe('the declarations of all rooms', () => {
  const names = allKnobs.flatMap(leavesOf).map(({ name }) => name);

  it('name each knob once, also as a variable', () => {
    expect(names.length).toBeGreaterThan(30);
    expect(duplicatesIn(names)).toEqual([]);
    expect(duplicatesIn(names.map(variableOf))).toEqual([]);
  });

  it('give each error a code of its own', () => {
    expect(duplicatesIn(allErrors.map(({ code }) => code))).toEqual([]);
  });
});
