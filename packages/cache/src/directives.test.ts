import { expect, it } from 'vitest';
import { requestDirectives } from './directives.ts';

it.each([
  [undefined, false, false],
  ['', false, false],
  ['no-store', true, false],
  ['No-Cache', false, true],
  ['no-cache, no-store', true, true],
  ['max-age=0', false, true],
  ['max-age="0" ,x', false, true],
  ['max-age=60', false, false],
  ['no-cache-at-all, no-storage', false, false],
])('reads %j', (header, noStore, noCache) => {
  expect(requestDirectives(header)).toEqual({ noStore, noCache });
});
