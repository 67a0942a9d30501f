import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grammarOf } from './grammar.ts';

describe('grammarOf', () => {
  it('names properties in their order, and puts a comma before each but the first that is there', () => {
    const schema = z.toJSONSchema(z.strictObject({ a: z.boolean().optional(), b: z.null() }));
    expect(grammarOf(schema).split('\n')).toEqual([
      'root ::= "{" r4 "}"',
      'r0 ::= "\\"b\\"" ":" " "? "null"',
      'r1 ::= r0 ""',
      'r2 ::= "," " "? r0 ""',
      'r3 ::= "\\"a\\"" ":" " "? ("true" | "false")',
      'r4 ::= r3 r2 | r1',
      'r5 ::= "," " "? r3 r2 | r2',
    ]);
  });

  it('lets a schema refer to itself', () => {
    const tree = {
      $ref: '#/$defs/Tree',
      $defs: { Tree: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
    };
    expect(grammarOf(tree).split('\n')).toEqual([
      'root ::= d0',
      'r0 ::= d0',
      'd0 ::= "[" (r0 ("," " "? r0)*)? "]"',
    ]);
  });

  it('says choices and constants word for word', () => {
    expect(grammarOf({ enum: ['봄 "🌸"', 'a\\b', 1, null] })).toBe(
      String.raw`root ::= ("\"봄 \\\"🌸\\\"\"" | "\"a\\\\b\"" | "1" | "null")`,
    );
    expect(grammarOf({ const: { a: [true] } })).toBe(String.raw`root ::= "{\"a\":[true]}"`);
  });

  it.each([
    ['items', { type: 'array', items: { type: 'null' }, minItems: 2, maxItems: 4 }, '("," " "? r0){1,3}'],
    ['any number of items', { type: 'array', items: { type: 'null' }, minItems: 2 }, '("," " "? r0){1,}'],
    ['characters', { type: 'string', minLength: 1, maxLength: 9 }, '{1,9} "'],
    ['many characters', { type: 'string', maxLength: 100_000 }, '* "'],
  ])('bounds the number of %s', (_, schema, part) => {
    expect(grammarOf(schema)).toContain(part);
  });

  it.each([
    ['allOf', { allOf: [{ type: 'string' }] }],
    ['not', { not: { type: 'string' } }],
    ['patternProperties', { type: 'object', patternProperties: { '^a': {} } }],
    ['an unknown type', { type: 'date' }],
    ['no schema', false],
    ['a reference into nothing', { $ref: '#/$defs/Nothing' }],
    ['a reference elsewhere', { $ref: 'https://example.org/schema.json' }],
    ['a choice of nothing', { enum: [] }],
    ['bounds without a number', { type: 'integer', minimum: 2, maximum: 1 }],
  ])('refuses %s', (_, schema) => {
    expect(() => grammarOf(schema)).toThrow(expect.objectContaining({ code: 'ENGINE_UNSUPPORTED' }));
  });
});
