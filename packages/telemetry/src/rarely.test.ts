import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { rarely } from './rarely.ts';

describe('rarely', () => {
  it('speaks at once, then holds back and counts what it held back', () => {
    const clock = manualClock();
    const warn = rarely(clock, 1000);
    const said: number[] = [];
    const happens = () => warn((unsaid) => said.push(unsaid));
    happens();
    happens();
    clock.advance(999);
    happens();
    expect(said).toEqual([0]);
    clock.advance(1);
    happens();
    expect(said).toEqual([0, 2]);
    clock.advance(5000);
    happens();
    expect(said).toEqual([0, 2, 0]);
  });
});
