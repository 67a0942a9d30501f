import { createServer } from 'node:net';
import { eventsOf, NONCE_CHARS, NONCE_MARK, wholeReply } from './protocol.mjs';

/**
 * A model server that speaks the protocol of OpenAI and does next to nothing: its replies are written beforehand, and of
 * a request it reads only whether it is to be streamed and the number to be said back.
 */
const HEAD_END = '\r\n\r\n';
const EVENTS_AT_ONCE = 7;
const NOTHING = Buffer.alloc(0);

const wholeBody = wholeReply(''.padStart(NONCE_CHARS, '0'));
const whole = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${wholeBody.length}\r\n\r\n${wholeBody}`,
);

const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';

/** The pieces of a stream: the first event alone, then a few at once, each a chunk of HTTP by itself. */
function piecesOf(withUsage) {
  const [first, ...rest] = eventsOf(''.padStart(NONCE_CHARS, '0'), withUsage).map(chunk);
  const pieces = [STREAM_HEAD + first];
  while (rest.length > 0) pieces.push(rest.splice(0, EVENTS_AT_ONCE).join(''));
  pieces[pieces.length - 1] += '0\r\n\r\n';
  return pieces.map((text) => Buffer.from(text));
}

const STREAMS = { plain: piecesOf(false), counted: piecesOf(true) };

/** The reply with the number of the request in it. */
function numbered(template, nonce) {
  const bytes = Buffer.from(template);
  nonce.copy(bytes, bytes.indexOf(NONCE_MARK) + NONCE_MARK.length);
  return bytes;
}

function answer(socket, body) {
  const at = body.indexOf(NONCE_MARK) + NONCE_MARK.length;
  const nonce = body.subarray(at, at + NONCE_CHARS);
  if (!body.includes('"stream":true')) return void socket.write(numbered(whole, nonce));
  const [first, ...rest] = STREAMS[body.includes('"include_usage":true') ? 'counted' : 'plain'];
  socket.write(numbered(first, nonce));
  let next = 0;
  const more = () => {
    socket.write(rest[next]);
    next += 1;
    if (next < rest.length) setImmediate(more);
  };
  setImmediate(more);
}

const server = createServer({ noDelay: true }, (socket) => {
  let waiting = NOTHING;
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (;;) {
      const end = waiting.indexOf(HEAD_END);
      if (end < 0) return;
      const head = waiting.latin1Slice(0, end);
      const length = lengthOf(waiting, head, end + HEAD_END.length);
      if (length === undefined) return;
      answer(socket, length.body);
      waiting = waiting.subarray(length.end);
    }
  });
});

/** The body that begins at `start`, and where it ends; undefined while it has not come whole. */
function lengthOf(bytes, head, start) {
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (declared !== null) {
    const end = start + Number(declared[1]);
    return end > bytes.length ? undefined : { body: bytes.subarray(start, end), end };
  }
  // Chunked: whoever sends so has written no "0" chunk before its end.
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { body: NOTHING, end: start };
  const last = bytes.indexOf('\r\n0\r\n\r\n', start);
  return last < 0 ? undefined : { body: bytes.subarray(start, last), end: last + 7 };
}

server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.on('SIGTERM', () => process.exit());
