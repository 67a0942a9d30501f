import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFromText, jsonFromValue, jsonObject } from './json-document.ts';

/** As it comes out of JSON, which knows no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('a JSON document', () => {
  it('is the value and the text that JSON.stringify makes of it, whichever it was given as', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        expect(jsonFromValue(value)).toMatchObject({ value, text });
        const read = jsonFromText(text);
        expect(read.text).toBe(text);
        expect(read.value).toEqual(value);
      }),
    );
  });

  it('puts objects together as JSON.stringify would have written them', () => {
    const documents = fc.tuple(json, fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), documents), (members) => {
        const documentOf = ([value, asText]: (typeof members)[string]) =>
          asText ? jsonFromText(JSON.stringify(value)) : jsonFromValue(value);
        const names = Object.keys(members).filter((name) => name !== '__proto__');
        const plain = Object.fromEntries(names.map((name) => [name, members[name]?.[0]]));
        const whole = jsonObject(
          Object.fromEntries(names.map((name) => [name, documentOf(members[name] ?? [null, false])])),
        );
        expect(whole.text).toBe(JSON.stringify(plain));
        expect(whole.value).toEqual(plain);
      }),
    );
  });

  it('writes a value once', () => {
    let written = 0;
    const document = jsonFromValue({
      toJSON: () => {
        written += 1;
        return 'once';
      },
    });
    const whole = jsonObject({ one: document, two: document });
    expect([whole.text, document.text, whole.text]).toEqual([
      '{"one":"once","two":"once"}',
      '"once"',
      '{"one":"once","two":"once"}',
    ]);
    expect(written).toBe(1);
  });

  it('parses a text once, and only when someone looks inside', () => {
    const document = jsonFromText<{ a: number }>('{"a":1}');
    expect(document.value).toBe(document.value);
    const broken = jsonFromText('{"a":');
    expect(jsonObject({ broken }).text).toBe('{"broken":{"a":}');
    expect(() => broken.value).toThrow(SyntaxError);
  });

  it.each([[undefined], [1n], [() => {}]])('refuses to write what no JSON can hold: %s', (value) => {
    expect(() => jsonFromValue(value).text).toThrow(TypeError);
  });
});
