import { defineErrors } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseBody } from './body.ts';
import type { DomainRoute } from './domain.ts';
import { jsonFromValue } from './json-document.ts';

const errors = defineErrors({ NAME_EMPTY: { status: 400, title: 'No name', remedy: 'Give one.' } });
const route: DomainRoute<unknown, unknown> = {
  method: 'POST',
  path: '/api/names',
  operationId: 'createName',
  summary: 'Make a name',
  body: z.strictObject({
    name: z.string().min(1),
    parts: z.strictObject({ first: z.string() }).optional(),
  }),
  reply: z.unknown(),
  example: { name: 'Kim' },
  refusalOf: ({ code, path }) => (path[0] === 'name' && code === 'too_small' ? errors.NAME_EMPTY : undefined),
  handle: async () => jsonFromValue({}),
};

describe('parseBody', () => {
  it('hands on a body that fits', () => {
    expect(parseBody(route, { name: 'Kim' })).toEqual({ name: 'Kim' });
  });

  it.each([
    [{ name: 1 }, 'REQUEST_INVALID', 'name'],
    [{}, 'REQUEST_INVALID', 'name'],
    [{ name: '' }, 'NAME_EMPTY', 'name'],
    [{ name: 'Kim', parts: { first: 1 } }, 'REQUEST_INVALID', 'parts.first'],
    [{ name: 'Kim', nane: 1 }, 'REQUEST_UNKNOWN_FIELD', 'nane'],
    [{ name: 'Kim', parts: { first: 'a', last: 'b' } }, 'REQUEST_UNKNOWN_FIELD', 'parts.last'],
    [{ name: 'Kim', ['x'.repeat(5000)]: 1 }, 'REQUEST_UNKNOWN_FIELD', 'x'.repeat(100)],
    [{ name: 'Kim', constructor: 1 }, 'REQUEST_UNKNOWN_FIELD', 'constructor'],
    [null, 'REQUEST_INVALID', undefined],
    [[], 'REQUEST_INVALID', undefined],
    ['text', 'REQUEST_INVALID', undefined],
    [undefined, 'REQUEST_INVALID', undefined],
  ])('refuses %j', (body, code, field) => {
    expect(() => parseBody(route, body)).toThrow(expect.objectContaining({ code, field }));
  });
});
