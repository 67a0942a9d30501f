import { expect, it } from 'vitest';
import { takesGzip } from './json-reply.ts';

it.each([
  ['gzip', true],
  ['gzip, deflate, br', true],
  ['br;q=1.0, GZIP;q=0.8, *;q=0.1', true],
  ['x-gzip', true],
  ['*', true],
  ['gzip;q=0.001', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000', false],
  ['*;q=0', false],
  ['*, gzip;q=0', false],
  ['br', false],
  ['identity', false],
  ['gzipped', false],
  ['', false],
  [undefined, false],
])('%j takes gzip: %s', (header, expected) => {
  expect(takesGzip(header)).toBe(expected);
});
