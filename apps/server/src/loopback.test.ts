import { expect, it } from 'vitest';
import { isLoopback, namesLoopback } from './loopback.ts';

it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('%s is of this machine alone', (host) => {
  expect(isLoopback(host)).toBe(true);
});
it.each(['0.0.0.0', '::', '10.0.0.1', 'example.org', '128.0.0.1', '127.0.0.1.nip.io', ''])(
  '%j is not',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
it.each(['localhost', 'LOCALHOST:8000', '127.0.0.1:8000', '[::1]', '[::1]:8000'])(
  'Host: %s names it',
  (host) => {
    expect(namesLoopback(host)).toBe(true);
  },
);
it.each([
  undefined,
  '',
  'evil.example',
  'evil.example:8000',
  '127.0.0.1.nip.io',
  'localhost.evil.example',
  'localhost:8000@evil.example',
  '10.0.0.1:8000',
  '::1',
])('Host: %s does not', (host) => {
  expect(namesLoopback(host)).toBe(false);
});
