import { getEventListeners } from 'node:events';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { createDeadline } from './deadline.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('a deadline', () => {
  it('tells the time that is left', () => {
    const clock = manualClock();
    const deadline = createDeadline({ clock, timeoutMs: 1000 });
    clock.advance(400);
    expect(deadline.remaining()).toBe(600);
    clock.advance(601);
    expect(deadline.remaining()).toBe(0);
  });

  it('sets no timer and asks no caller before a signal is asked for', () => {
    const clock = manualClock();
    const caller = (): AbortSignal => {
      throw new Error('asked');
    };
    const deadline = createDeadline({ clock, timeoutMs: 1000, caller });
    deadline.within(10).remaining();
    deadline.clear();
    expect(clock.timers()).toBe(0);
  });

  it('aborts when the time is up', () => {
    const clock = manualClock();
    const deadline = createDeadline({ clock, timeoutMs: 1000 });
    clock.advance(300);
    const signal = deadline.signal();
    expect(deadline.signal()).toBe(signal);
    clock.advance(699);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('gives a signal that is already aborted when the time was up before', () => {
    const clock = manualClock();
    const deadline = createDeadline({ clock, timeoutMs: 1000 });
    clock.advance(1000);
    expect(deadline.signal().reason).toMatchObject({ name: 'TimeoutError' });
    expect(clock.timers()).toBe(0);
  });

  it('follows the caller, with the reason of the caller', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const deadline = createDeadline({ clock, timeoutMs: 1000, caller: () => caller.signal });
    const signal = deadline.signal();
    caller.abort('gone');
    expect(signal.reason).toBe('gone');
    expect([clock.timers(), listeners(caller.signal)]).toEqual([0, 0]);
    expect(createDeadline({ clock, timeoutMs: 9, caller: () => caller.signal }).signal().reason).toBe('gone');
  });

  it('tells that the caller left without a signal or a timer of its own', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const heard: string[] = [];
    const deadline = createDeadline({ clock, timeoutMs: 1000, caller: () => caller.signal });
    const stop = deadline.onLeave((reason) => heard.push(`stopped, ${reason}`));
    deadline.within(10).onLeave((reason) => heard.push(reason));
    expect([clock.timers(), listeners(caller.signal)]).toEqual([0, 2]);
    stop();
    caller.abort(new DOMException('The time is up', 'TimeoutError'));
    deadline.clear();
    deadline.onLeave((reason) => heard.push(`cleared, ${reason}`));
    deadline.within(10).onLeave((reason) => heard.push(`part, ${reason}`));
    expect(heard).toEqual(['late', 'cleared, left', 'part, left']);
    createDeadline({ clock, timeoutMs: 1 }).onLeave(() => heard.push('nobody is there to leave'))();
    expect(heard).toHaveLength(3);
  });

  it('may have no limit of time', () => {
    const clock = manualClock();
    const deadline = createDeadline({ clock, timeoutMs: Number.POSITIVE_INFINITY });
    expect(deadline.remaining()).toBe(Number.POSITIVE_INFINITY);
    expect(deadline.signal().aborted).toBe(false);
    expect(clock.timers()).toBe(0);
    expect(deadline.within(50).remaining()).toBe(50);
  });

  it('leaves nothing behind when it is cleared, and aborts nothing', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const deadline = createDeadline({ clock, timeoutMs: 1000, caller: () => caller.signal });
    const signal = deadline.signal();
    expect([clock.timers(), listeners(caller.signal)]).toEqual([1, 1]);
    deadline.clear();
    deadline.clear();
    expect([clock.timers(), listeners(caller.signal)]).toEqual([0, 0]);
    expect(deadline.signal()).toBe(signal);
    expect(signal.aborted).toBe(false);
  });

  it('gives an aborted signal to work that asks after the end', () => {
    const clock = manualClock();
    const deadline = createDeadline({ clock, timeoutMs: 1000 });
    const part = deadline.within(100);
    deadline.clear();
    expect(deadline.signal().reason).toMatchObject({ name: 'AbortError' });
    expect(part.signal().reason).toMatchObject({ name: 'AbortError' });
    expect(clock.timers()).toBe(0);
  });
});

describe('a part of a deadline', () => {
  it('narrows the whole and never widens it', () => {
    const clock = manualClock();
    const whole = createDeadline({ clock, timeoutMs: 1000 });
    expect([whole.within(300).remaining(), whole.within(5000).remaining()]).toEqual([300, 1000]);
  });

  it('ends by itself, and the whole goes on', () => {
    const clock = manualClock();
    const whole = createDeadline({ clock, timeoutMs: 1000 });
    const [wholeSignal, partSignal] = [whole.signal(), whole.within(300).signal()];
    clock.advance(300);
    expect([wholeSignal.aborted, partSignal.aborted]).toEqual([false, true]);
  });

  it('ends with the whole and with the caller', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const whole = createDeadline({ clock, timeoutMs: 1000, caller: () => caller.signal });
    const late = whole.within(5000).signal();
    const gone = whole.within(10).within(5).signal();
    caller.abort('gone');
    expect([late.reason, gone.reason]).toEqual(['gone', 'gone']);
  });

  it('is released with the whole, through parts of parts', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const whole = createDeadline({ clock, timeoutMs: 1000, caller: () => caller.signal });
    const part = whole.within(500);
    part.within(100).signal();
    part.within(200).signal();
    expect([clock.timers(), listeners(caller.signal)]).toEqual([2, 2]);
    whole.clear();
    expect([clock.timers(), listeners(caller.signal)]).toEqual([0, 0]);
  });

  it('is forgotten by the whole once it is cleared', () => {
    const clock = manualClock();
    const whole = createDeadline({ clock, timeoutMs: 1000 });
    const [first, second] = [whole.within(100), whole.within(100)];
    first.signal();
    const signal = second.signal();
    first.clear();
    expect(clock.timers()).toBe(1);
    clock.advance(100);
    expect(signal.aborted).toBe(true);
  });
});
