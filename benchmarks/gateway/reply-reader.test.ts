import { describe, expect, it } from 'vitest';
import { EVENTS, eventsOf, textOfStream, textOfWhole, wholeReply } from './protocol.mjs';
import { ReplyReader } from './reply-reader.mjs';

const NUMBER = '0000000042';

/** What the reader makes of some bytes that come in pieces of a size. */
function read(bytes: string, size: number): string[] {
  const told: string[] = [];
  const reader = new ReplyReader({
    first: () => told.push('first'),
    reply: (status: number, body: Buffer) => told.push(`${status} ${body.toString()}`),
  });
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += size) reader.take(all.subarray(at, at + size));
  return told;
}

describe('the reader of replies', () => {
  it.each([1, 2, 7, 1000])('reads replies of known length and in chunks, %d bytes at a time', (size) => {
    const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n답답';
    const chunked =
      'HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n';
    expect(read(whole, size)).toEqual(['first', '200 답답']);
    expect(read(chunked, size)).toEqual(['first', '503 abc0123456789abcdefg']);
  });

  it('refuses what is no reply, or more than one', () => {
    expect(() => read('HTTP/1.1 200 OK\r\n\r\n', 1000)).toThrow('without a length');
    expect(() => read('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab', 1000)).toThrow('more came');
  });
});

describe('what the upstream says', () => {
  it('holds the number of the request', () => {
    expect(textOfWhole(wholeReply(NUMBER))).toContain(NUMBER);
    expect(textOfStream(eventsOf(NUMBER, false).join(''))).toContain(NUMBER);
  });

  it('is found out when an event is missing, another, or cut', () => {
    const events = eventsOf(NUMBER, false);
    expect(events).toHaveLength(EVENTS);
    expect(() => textOfStream(events.slice(1).join(''))).toThrow('41 events');
    expect(() => textOfStream([...events.slice(0, -1), events[0]].join(''))).toThrow('[DONE]');
    expect(() => textOfStream(`${events.slice(0, -1).join('')}data: [DON`)).toThrow('[DONE]');
    expect(() => textOfWhole('{"choices":[{"message":{"content":"x"}}]}')).toThrow('count');
  });
});
