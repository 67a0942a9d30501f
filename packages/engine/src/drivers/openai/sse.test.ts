import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventData } from './sse.ts';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...cuts, 0, bytes.length].map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
  for (const [at, place] of places.entries()) yield bytes.subarray(place, places[at + 1] ?? bytes.length);
}

async function parse(stream: string | Uint8Array, cuts: readonly number[] = []): Promise<string[]> {
  const events: string[] = [];
  for await (const data of eventData(inPieces(Buffer.from(stream), cuts))) events.push(data);
  return events;
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const cuts = fc.array(fc.nat(600), { maxLength: 80 });
const line = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', ' ', ': x', '{"향":"🌲"}', '[DONE]'),
  )
  .map((text) => text.replaceAll(/[\r\n]/g, ''));
const skipped = fc.oneof(
  line.map((text) => `:${text}`),
  fc.constantFrom('event: message', 'id: 7', 'retry: 10', 'error: {}', 'unknown'),
);
/** An event as its lines of data, each with the lines before it that are to be skipped. */
const event = fc.array(fc.record({ data: line, before: fc.array(skipped, { maxLength: 2 }) }), {
  minLength: 1,
  maxLength: 3,
});

describe('eventData', () => {
  it('reads back every event, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 6 }), lineEnd, cuts, async (events, end, places) => {
        const stream = events
          .map((lines) => {
            const sent = lines.flatMap(({ data, before }) => [...before, `data: ${data}`]);
            return [...sent, '', ''].join(end);
          })
          .join('');
        const expected = events.map((lines) => lines.map(({ data }) => data).join('\n'));
        expect(await parse(stream, places)).toEqual(expected);
      }),
    );
  });

  it('reads any bytes alike, wherever they are cut', async () => {
    const piece = fc.oneof(
      fc
        .constantFrom('\n', '\r', '\r\n', 'data:', 'data', ': ', '\uFEFF', 'ㅎ', '🌲')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), cuts, async (pieces, places) => {
        const bytes = Buffer.concat(pieces);
        expect(await parse(bytes, places)).toEqual(await parse(bytes));
      }),
    );
  });

  it('reads alike byte by byte', async () => {
    const stream = ': ping\r\n\r\ndata: {"a":"봄 🌸"}\r\ndata:\r\ndata:  two\r\n\r\ndata: [DONE]\r\n\r\n';
    const everywhere = Array.from(Buffer.from(stream).keys());
    const expected = ['{"a":"봄 🌸"}\n\n two', '[DONE]'];
    expect(await parse(stream)).toEqual(expected);
    expect(await parse(stream, everywhere)).toEqual(expected);
  });

  it('drops an event that was not closed', async () => {
    expect(await parse('data: one\n\ndata: two\n')).toEqual(['one']);
  });

  it('closes the source when the reader leaves', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('data: again\n\n');
      } finally {
        closed = true;
      }
    }
    for await (const data of eventData(source())) {
      expect(data).toBe('again');
      break;
    }
    expect(closed).toBe(true);
  });
});
