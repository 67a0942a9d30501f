import { connect } from 'node:net';
import { quantile } from '../report/figures.mjs';
import {
  expectedText,
  NONCE_CHARS,
  NONCE_MARK,
  PATH,
  requestBody,
  textOfStream,
  textOfWhole,
} from './protocol.mjs';
import { ReplyReader } from './reply-reader.mjs';

/**
 * Puts load on a gateway: so many connections, each with one request at a time, and every reply read to its end and
 * compared. Answers each message with {requests, seconds, p50Ms, p99Ms, firstP50Ms}, or with {fault}.
 */
const placeholder = ''.padStart(NONCE_CHARS, '0');
let lastNonce = 0;

function requestBytes(port, headers, streams) {
  const body = requestBody(placeholder, streams);
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${PATH} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** Compares bodies: at length while a form is new, byte for byte but for the number once it was found right. */
function bodyCheck(streams) {
  const textOf = streams ? textOfStream : textOfWhole;
  let known;
  let at;
  return (body, nonce) => {
    if (known !== undefined && known.write(nonce, at, 'latin1') && known.equals(body)) return;
    const text = textOf(body.toString());
    if (text !== expectedText(nonce, streams)) throw new TypeError(`the answer is another: ${text}`);
    known = Buffer.from(body);
    at = known.indexOf(NONCE_MARK) + NONCE_MARK.length;
  };
}

/** One connection with one request at a time, until there is no more to do. */
function connection({ port, template, nonceAt, check, streams, isOver }, tally) {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(template);
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let nonce = '';
    let sentAt = 0;
    let firstAt = 0;
    const fail = (cause) => {
      socket.destroy();
      reject(cause instanceof Error ? cause : new Error(String(cause)));
    };
    const ask = () => {
      if (isOver(tally.sent)) {
        socket.removeAllListeners('close').destroy();
        return resolve();
      }
      tally.sent += 1;
      lastNonce += 1;
      nonce = String(lastNonce).padStart(NONCE_CHARS, '0');
      bytes.write(nonce, nonceAt, 'latin1');
      firstAt = 0;
      sentAt = performance.now();
      socket.write(bytes);
    };
    const reader = new ReplyReader({
      first: () => (firstAt = performance.now()),
      reply: (status, body) => {
        const now = performance.now();
        if (status !== 200) throw new TypeError(`answered ${status}: ${body}`);
        check(body, nonce);
        tally.latencies.push(now - sentAt);
        if (streams) tally.firsts.push(firstAt - sentAt);
        ask();
      },
    });
    socket.once('connect', ask);
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
    socket.on('data', (chunk) => {
      try {
        reader.take(chunk);
      } catch (error) {
        fail(error);
      }
    });
  });
}

async function round({
  port,
  headers,
  streams,
  connections,
  durationMs,
  requests = Number.POSITIVE_INFINITY,
}) {
  const tally = { sent: 0, latencies: [], firsts: [] };
  const startedAt = performance.now();
  const template = requestBytes(port, headers, streams);
  const plan = {
    port,
    template,
    nonceAt: template.indexOf(NONCE_MARK) + NONCE_MARK.length,
    check: bodyCheck(streams),
    streams,
    isOver: (sent) => sent >= requests || performance.now() - startedAt >= durationMs,
  };
  await Promise.all(Array.from({ length: connections }, () => connection(plan, tally)));
  return {
    requests: tally.latencies.length,
    seconds: (performance.now() - startedAt) / 1000,
    p50Ms: quantile(tally.latencies, 0.5),
    p99Ms: quantile(tally.latencies, 0.99),
    firstP50Ms: streams ? quantile(tally.firsts, 0.5) : undefined,
  };
}

process.on('message', (plan) => {
  round(plan).then(
    (result) => process.send(result),
    (error) => process.send({ fault: String(error.message ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
