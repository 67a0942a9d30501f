import { describe, expect, it } from 'vitest';
import { VIEWS, viewAddress, viewOf } from './view.ts';

describe('viewOf', () => {
  it.each(VIEWS)('reads back the address of %s', (view) => {
    expect(viewOf(viewAddress(view))).toBe(view);
  });
  it.each(['', '#main', '#mark-3', '#/nowhere', '#cache'])('takes %j for the brief', (hash) => {
    expect(viewOf(hash)).toBe('brief');
  });
});
