import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AccordError } from '@accord/kernel';
import { gatewayErrors } from './errors.ts';
import { StreamReception } from './stream-reception.ts';

const USAGE = { prompt_tokens: 3, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } };
const COUNTED = { input: 3, cachedInput: 1, output: 2 };

const say = (content: string): string => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });
/** What is only the count, what has the count besides, and what speaks of counts. */
const ONLY_COUNT = JSON.stringify({ choices: [], usage: USAGE });
const data = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(say),
  fc.constantFrom(
    say('"prompt_tokens": 9, "usage"'),
    ONLY_COUNT,
    JSON.stringify({ choices: [{ index: 0, delta: { content: 'x' } }], usage: USAGE }),
    JSON.stringify({ choices: [{ index: 0, delta: {} }], usage: null }),
  ),
);
const event = fc.oneof(
  { weight: 8, arbitrary: data.map((text) => ({ text, framed: `data: ${text}\n\n` })) },
  { weight: 1, arbitrary: data.map((text) => ({ text, framed: `event: m\r\ndata:${text}\r\n\r\n` })) },
  { weight: 1, arbitrary: fc.constant({ text: '', framed: ': keep alive\n\n' }) },
);

/** Takes in the bytes in pieces, each in a turn of its own, and tells what was passed on and counted. */
async function received(bytes: Buffer, cuts: readonly number[], showsUsage: boolean) {
  const written: Buffer[] = [];
  const reception = new StreamReception({
    sink: { write: (text) => written.push(Buffer.from(text)) > 0 },
    showsUsage,
    endsWithMark: true,
    transcriptBytes: 65_536,
    rewriting: undefined,
    began: () => undefined,
    badAnswer: (detail) => new AccordError(gatewayErrors.STREAM_CUT, { detail }),
    cancel: () => undefined,
  });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, place] of places.slice(1).entries()) {
    reception.piece(bytes.subarray(places[index], place));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ended: await reception.ended, text: Buffer.concat(written).toString() };
}

it('passes a stream on byte for byte wherever it is cut, without the chunk that only counts, and takes the count', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      fc.boolean(),
      async (events, cuts, showsUsage) => {
        const whole = [...events.map(({ framed }) => framed), 'data: [DONE]\n\n'];
        const { ended, text } = await received(Buffer.from(whole.join('')), cuts, showsUsage);
        const shown = events.filter(({ text: one }) => showsUsage || one !== ONLY_COUNT);
        expect(text).toBe([...shown.map(({ framed }) => framed), 'data: [DONE]\n\n'].join(''));
        const counted = events.some(({ text: one }) => one.includes('"cached_tokens"'));
        expect(ended).toMatchObject({ kind: 'answered', tokens: counted ? COUNTED : undefined });
      },
    ),
  );
});

it.each(['data: <html>\n\n', 'event: m\ndata: 7\n\n'])(
  'passes on nothing of what begins with %j',
  async (begin) => {
    const { ended, text } = await received(Buffer.from(begin), [], false);
    expect(text).toBe('');
    expect(ended).toMatchObject({ kind: 'failed', error: { code: 'STREAM_CUT' } });
  },
);
