import { describe, expect, it } from 'vitest';
import { headersFrom, tracesAddress } from './settings.ts';

describe('tracesAddress', () => {
  it.each([
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/traces'],
    ['https://otlp.example/tenant/a//', 'https://otlp.example/tenant/a/v1/traces'],
    ['https://otlp.example/v1/traces', 'https://otlp.example/v1/traces'],
    ['https://otlp.example/in?key=1', 'https://otlp.example/in/v1/traces?key=1'],
  ])('makes of %s %s', (endpoint, address) => {
    expect(tracesAddress(endpoint).href).toBe(address);
  });

  it.each(['', '127.0.0.1:4318', 'grpc://127.0.0.1:4317', 'http://me:secret@127.0.0.1:4318'])(
    'refuses %j',
    (endpoint) => {
      expect(() => tracesAddress(endpoint)).toThrow(
        expect.objectContaining({ code: 'KNOB_INVALID', message: expect.not.stringContaining('secret') }),
      );
    },
  );
});

describe('headersFrom', () => {
  it('reads pairs, their values percent-encoded', () => {
    expect([...headersFrom('authorization=Bearer%20a%3Db%2Cc, x-scope = one ')]).toEqual([
      ['authorization', 'Bearer a=b,c'],
      ['x-scope', 'one'],
    ]);
    expect([...headersFrom('x-empty=')]).toEqual([['x-empty', '']]);
    expect([...headersFrom(' ')]).toEqual([]);
  });

  it.each(['hunter2', '=hunter2', 'a=hunter2,', 'a b=hunter2', 'a=hunter2%', 'a=hunter2%0Ax', 'a=hunter2한'])(
    'refuses %j without printing it',
    (text) => {
      expect(() => headersFrom(text)).toThrow(
        expect.objectContaining({ code: 'KNOB_INVALID', message: expect.not.stringContaining('hunter2') }),
      );
    },
  );
});
