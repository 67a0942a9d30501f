import { describe, expect, it } from 'vitest';
import { nearestName } from './spelling.ts';

const known = ['log.level', 'log.format', 'server.port', 'decisions.retention'];

describe('nearestName', () => {
  it.each([
    ['log.level', 'log.level'],
    ['log.levle', 'log.level'],
    ['logs.format', 'log.format'],
    ['sever.port', 'server.port'],
    ['decision.retention', 'decisions.retention'],
  ])('takes %s for %s', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it.each(['', 'x', 'nonsense', 'serving.interpreter.temperature'])('does not guess at %j', (name) => {
    expect(nearestName(name, known)).toBeUndefined();
  });

  it('prefers the first of equals', () => {
    expect(nearestName('cart', ['carp', 'card'])).toBe('carp');
    expect(nearestName('cart', [])).toBeUndefined();
  });
});
