import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';
import { openGatewayHouse } from './testing/gateway-house.ts';
import { rawClient } from './testing/raw-client.ts';
import { type SlowRoute, stubDomain } from './testing/stub-domain.ts';

let folder: string;
let server: RunningServer;
let slow: SlowRoute;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const stub = stubDomain();
  slow = stub.slow;
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent', ...env },
    domains: [stub.domain],
    dashboardFolder: join(folder, 'dashboard'),
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-hostile-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const HOST = 'Host: localhost\r\n';
const headOf = (length: number, path = '/api/echo'): string =>
  `POST ${path} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: ${length}\r\n`;
const post = (body: string, path?: string): string => `${headOf(Buffer.byteLength(body), path)}\r\n${body}`;
const HEALTH = `GET /health HTTP/1.1\r\n${HOST}\r\n`;

async function answerTo(...pieces: (string | Uint8Array)[]): Promise<string> {
  const client = await rawClient(server.address);
  for (const piece of pieces) client.send(piece);
  return client.closed;
}
const statuses = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
async function expectAlive(): Promise<void> {
  expect(await (await fetch(`${server.address}/health`)).json()).toEqual({ status: 'alive' });
}
const metric = async (line: RegExp): Promise<number> =>
  Number(line.exec(await (await fetch(`${server.address}/metrics`)).text())?.[1] ?? 0);

describe('a client that is slow', () => {
  it.each([
    ['says nothing at all', ''],
    ['stops within the first line', 'POST /api/ec'],
    ['stops within the headers', `POST /api/echo HTTP/1.1\r\n${HOST}`],
  ])('and %s is let go', async (_, said) => {
    await start({ ACCORD_SERVER_HEADERS_TIMEOUT_S: '0.2' });
    const answer = await answerTo(said);
    expect(statuses(answer)).toEqual([408]);
    expect(answer).toContain('REQUEST_TOO_SLOW');
    await expectAlive();
  });

  it('and sends a header now and then is let go all the same', async () => {
    await start({ ACCORD_SERVER_HEADERS_TIMEOUT_S: '0.3' });
    const client = await rawClient(server.address);
    client.send('GET /health HTTP/1.1\r\n');
    const dribble = setInterval(() => client.send('X-A: b\r\n'), 20);
    try {
      expect(await client.closed).toContain('REQUEST_TOO_SLOW');
    } finally {
      clearInterval(dribble);
    }
  });

  it('and sends half a body is let go', async () => {
    await start({ ACCORD_SERVER_REQUEST_TIMEOUT_S: '0.3' });
    expect(await answerTo(`${headOf(100)}\r\n`, '{"text":')).toContain('REQUEST_TOO_SLOW');
    await expectAlive();
  });

  it('and dribbles its body is let go all the same', async () => {
    await start({ ACCORD_SERVER_REQUEST_TIMEOUT_S: '0.3' });
    const client = await rawClient(server.address);
    client.send(`${headOf(60_000)}\r\n`);
    const dribble = setInterval(() => client.send(' '), 20);
    try {
      expect(await client.closed).toContain('REQUEST_TOO_SLOW');
    } finally {
      clearInterval(dribble);
    }
  });

  it('and half-closes within its body is answered and let go', async () => {
    await start();
    const client = await rawClient(server.address, true);
    client.send(`${headOf(100)}\r\n{"text":`);
    client.socket.end();
    expect(statuses(await client.closed)).toEqual([400]);
    await expectAlive();
  });

  it('and keeps its connection for a next request is let go after a while', async () => {
    await start({ ACCORD_SERVER_KEEP_ALIVE_S: '0.1' });
    expect(statuses(await answerTo(HEALTH))).toEqual([200]);
  });

  it('does not read its answers: they do not wait for it in memory for ever', async () => {
    await start({ ACCORD_SERVER_WRITE_TIMEOUT_S: '0.3' });
    const client = await rawClient(server.address);
    client.socket.pause();
    // Enough answers that the buffers of the system cannot hold them.
    const gone = new Promise((resolve) => client.socket.once('close', resolve));
    const ask = (): void => {
      while (!client.socket.destroyed && client.socket.write(HEALTH.replace('/health', '/docs')));
    };
    client.socket.on('drain', ask);
    ask();
    await expect.poll(() => metric(/closed_total\{reason="not_read"\} (\d+)/), { timeout: 15_000 }).toBe(1);
    client.socket.destroy();
    await gone;
  });

  it('waits for a long answer, which is no fault of its own', async () => {
    await start({
      ACCORD_SERVER_WRITE_TIMEOUT_S: '0.1',
      ACCORD_SERVER_KEEP_ALIVE_S: '0.1',
      ACCORD_SERVER_REQUEST_TIMEOUT_S: '0.2',
    });
    const client = await rawClient(server.address);
    client.send(post('{"text":"x"}', '/api/slow'));
    await slow.started;
    await new Promise((resolve) => setTimeout(resolve, 600));
    slow.release();
    expect(statuses(await client.closed)).toEqual([200]);
  });
});

describe('a client that sends too much', () => {
  it('of headers is told so, and let go though it goes on', async () => {
    await start();
    const answer = await answerTo(`GET /health HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(65_536)}\r\n\r\n`);
    expect(statuses(answer)).toEqual([431]);
    expect(answer).toContain('REQUEST_HEADERS_TOO_LARGE');
    await expectAlive();
  });

  it('of a path is told so', async () => {
    await start();
    expect(statuses(await answerTo(`GET /${'x'.repeat(65_536)} HTTP/1.1\r\n${HOST}\r\n`))).toEqual([431]);
  });

  it('in a body of 10 MB is told so before it is read', async () => {
    await start();
    const body = Buffer.alloc(10_000_000, 0x20);
    const answer = await answerTo(`${headOf(body.length)}\r\n`, body);
    expect(statuses(answer)).toEqual([413]);
    expect(answer).toContain('REQUEST_TOO_LARGE');
    await expectAlive();
  });

  it('in chunks of unknown number is told so', async () => {
    await start();
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = `POST /api/echo HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await answerTo(head, chunk.repeat(640), '0\r\n\r\n');
    expect(statuses(answer)).toEqual([413]);
    await expectAlive();
  });
});

describe('clients that send much together', () => {
  const MANY = { ACCORD_SERVER_BODIES_LIMIT_BYTES: '1048576', ACCORD_SERVER_V1_BODY_LIMIT_BYTES: '1000000' };
  const chat = `POST /v1/chat/completions HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;
  const once = (request: string): string => request.replace(HOST, `${HOST}Connection: close\r\n`);
  const inFlight = (): Promise<number> => metric(/^accord_http_body_bytes (\d+)$/m);

  it('are taken in as far as there is room, and it is free again when they are gone', async () => {
    await start(MANY);
    const long = `${chat}Content-Length: 600000\r\n\r\n`;
    const first = await rawClient(server.address);
    first.send(long);
    while ((await inFlight()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const answer = await answerTo(once(long), Buffer.alloc(600_000, 0x20));
    expect(statuses(answer)).toEqual([503]);
    expect(answer).toContain('retry-after: 1');
    expect(answer).toContain('SERVER_BODIES_FULL');
    // Short ones find room all the same.
    expect(statuses(await answerTo(once(post('{"text":"short"}'))))).toEqual([200]);
    first.socket.destroy();
    while ((await inFlight()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const after = await answerTo(once(long), Buffer.alloc(600_000, 0x20));
    expect(statuses(after)).toEqual([400]);
    expect(await inFlight()).toBe(0);
  });

  it('count for the most they can be where they do not say how much', async () => {
    await start(MANY);
    const clients = [await rawClient(server.address), await rawClient(server.address)];
    clients[0]?.send(`${chat}Transfer-Encoding: chunked\r\n\r\n`);
    while ((await inFlight()) !== 1_000_000) await new Promise((resolve) => setTimeout(resolve, 5));
    clients[1]?.send(`${chat}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
    while (clients[1]?.received() === '') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(statuses(clients[1]?.received() ?? '')).toEqual([503]);
    for (const { socket } of clients) socket.destroy();
  });
});

describe('below /v1', () => {
  it('a body of 10 MB is refused as OpenAI refuses it', async () => {
    await start();
    const body = Buffer.alloc(10_000_000, 0x20);
    const answer = await answerTo(`${headOf(body.length, '/v1/chat/completions')}\r\n`, body);
    expect(statuses(answer)).toEqual([413]);
    expect(answer).toContain('"type":"invalid_request_error"');
    await expectAlive();
  });

  const ask = (head: string, path = '/v1/chat/completions'): string =>
    `POST ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n${head}\r\n`;
  const JSON_TYPE = 'Content-Type: application/json\r\n';

  it('a body of unknown length that goes on is refused while it comes', async () => {
    await start({ ACCORD_SERVER_V1_BODY_LIMIT_BYTES: '100000' });
    const client = await rawClient(server.address);
    client.send(ask(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`));
    const more = setInterval(() => client.send(`4000\r\n${'x'.repeat(0x4000)}\r\n`), 5);
    try {
      const answer = await client.closed;
      expect(statuses(answer)).toEqual([413]);
      expect(answer).toContain('REQUEST_TOO_LARGE');
    } finally {
      clearInterval(more);
    }
    await expectAlive();
  });

  it('half a body is told so, and let go', async () => {
    await start({ ACCORD_SERVER_REQUEST_TIMEOUT_S: '0.3' });
    const answer = await answerTo(`${headOf(100, '/v1/chat/completions')}\r\n`, '{"model":');
    expect(answer).toContain('REQUEST_TOO_SLOW');
    await expectAlive();
  });

  it('a body that breaks off leaves nothing behind', async () => {
    await start();
    const client = await rawClient(server.address);
    client.send(`${headOf(50_000, '/v1/chat/completions')}\r\n{"model":`);
    await expect.poll(() => metric(/^accord_http_body_bytes (\d+)$/m)).toBe(50_000);
    client.socket.destroy();
    await expect.poll(() => metric(/^accord_http_body_bytes (\d+)$/m)).toBe(0);
  });

  it.each([
    ['no body', ask(''), 400, 'REQUEST_MALFORMED'],
    ['an empty body', ask(`${JSON_TYPE}Content-Length: 0\r\n`), 400, 'REQUEST_MALFORMED'],
    ['no type', `${ask('Content-Length: 2\r\n')}{}`, 415, 'REQUEST_MEDIA_TYPE'],
    [
      'another type',
      `${ask('Content-Type: text/plain\r\nContent-Length: 2\r\n')}{}`,
      415,
      'REQUEST_MEDIA_TYPE',
    ],
    ['a query', `${ask(`${JSON_TYPE}Content-Length: 2\r\n`, '/v1/responses?x=1')}{}`, 400, 'REQUEST_INVALID'],
    ['a path below', ask('', '/v1/chat/completions/'), 404, 'ROUTE_NOT_FOUND'],
    ['another method', ask('').replace('POST', 'PUT'), 405, 'METHOD_NOT_ALLOWED'],
  ])('%s is answered as the protocol has it', async (_, said, status, code) => {
    await start();
    const answer = await answerTo(said);
    expect(statuses(answer)).toEqual([status]);
    expect(answer).toMatch(new RegExp(`"error":\\{.*"code":"${code}"`));
    await expectAlive();
  });

  it('requests behind each other are answered in their order', async () => {
    await start();
    const one = post('{"model":1}', '/v1/chat/completions');
    const last = one.replace(HOST, `${HOST}Connection: close\r\n`).replace('"model"', '"modal"');
    const answer = await answerTo(one.repeat(20) + HEALTH + last);
    // No line ends between a body and the next reply.
    const told = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    expect(told).toEqual([...Array.from({ length: 20 }, () => 400), 200, 400]);
  });

  it('a stream that nobody reads ends, for the model server as well', { timeout: 60_000 }, async () => {
    await start();
    const house = await openGatewayHouse({
      env: { ACCORD_SERVER_WRITE_TIMEOUT_S: '0.3' },
      // More than the buffers of the system hold.
      behaviour: { answer: 'word '.repeat(100_000) },
    });
    try {
      const asked = house.upstreams['first']?.nextRequest();
      const client = await rawClient(house.address);
      client.socket.pause();
      const body = '{"model":"accord/fast","stream":true,"messages":[{"role":"user","content":"x"}]}';
      client.send(post(body, '/v1/chat/completions'));
      const request = await asked;
      expect(await request?.outcome).toBe('disconnected');
      expect(await house.metrics()).toContain('accord_http_connections_closed_total{reason="not_read"} 1');
      client.socket.destroy();
    } finally {
      await house.close();
    }
  });
});

describe('many connections', () => {
  it('that are idle do not keep others out, and end', async () => {
    await start({ ACCORD_SERVER_HEADERS_TIMEOUT_S: '2' });
    const clients = await Promise.all(Array.from({ length: 1000 }, () => rawClient(server.address)));
    await expectAlive();
    expect(await metric(/^accord_http_connections (\d+)/m)).toBeGreaterThanOrEqual(1000);
    await Promise.all(clients.map(({ closed }) => closed));
    await expect.poll(() => metric(/^accord_http_connections (\d+)/m)).toBeLessThan(10);
  });

  it('above the limit are turned away, and idle ones give way', async () => {
    await start({ ACCORD_SERVER_MAX_CONNECTIONS: '3' });
    const kept = await Promise.all([1, 2, 3].map(() => rawClient(server.address)));
    for (const client of kept) client.send(HEALTH);
    await expect.poll(() => kept.map(({ received }) => statuses(received()))).toEqual([[200], [200], [200]]);
    const fourth = await rawClient(server.address);
    expect(await fourth.closed).toBe('');
    await Promise.all(kept.map(({ closed }) => closed));
    await expectAlive();
    expect(await metric(/closed_total\{reason="too_many"\} (\d+)/)).toBe(1);
  });
});

describe('a client that sends nonsense', () => {
  it.each([
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"text":"'), 0xff, 0xc3, ...Buffer.from('"}')])],
    ['an overlong encoding', Buffer.from([...Buffer.from('{"text":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['UTF-16', Buffer.from('{"text":"x"}', 'utf16le')],
    ['lists in lists', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))],
    ['objects in objects', Buffer.from(`${'{"text":'.repeat(5000)}1${'}'.repeat(5000)}`)],
    ['lists that do not end', Buffer.from('['.repeat(60_000))],
    ['a __proto__', Buffer.from('{"__proto__":{"text":"x"}}')],
    ['an escaped __proto__', Buffer.from('{"\\u005f_proto__":{"text":"x"}}')],
    ['a constructor', Buffer.from('{"text":"x","constructor":{"prototype":{"text":"x"}}}')],
  ])('in its body is told so: %s', async (_, body) => {
    await start();
    const head = headOf(body.length).replace('Content-Length', 'Connection: close\r\nContent-Length');
    const answer = await answerTo(`${head}\r\n`, body);
    expect(statuses(answer)).toEqual([400]);
    expect(answer).toContain('REQUEST_MALFORMED');
  });

  it('nested in a field that takes anything is refused', async () => {
    await start();
    const deep = `{"requests":[{"path":"/api/echo","body":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}`;
    const reply = await fetch(`${server.address}/api/cache/warm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: deep,
    });
    expect(reply.status).toBe(400);
  });

  it.each([
    ['no HTTP', 'NONSENSE\r\n\r\n', [400]],
    ['the handshake of TLS', Buffer.from('160301020001000000fc0303', 'hex'), [400]],
    [
      'two lengths',
      `POST /api/echo HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
      [400],
    ],
    [
      'a length and chunks',
      `POST /api/echo HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      [400],
    ],
    ['a negative length', `POST /api/echo HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, [400]],
    ['a header that is folded', `GET /health HTTP/1.1\r\n${HOST}X-A: a\r\n b\r\n\r\n`, [400]],
    ['a zero in a header', `GET /health HTTP/1.1\r\n${HOST}X-A: a\u0000b\r\n\r\n`, [400]],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n', [400]],
    ['no such method', `GRAB /health HTTP/1.1\r\n${HOST}\r\n`, [400]],
  ])('on the line is answered and let go: %s', async (_, said, expected) => {
    await start();
    expect(statuses(await answerTo(said))).toEqual(expected);
    await expectAlive();
  });

  it('behind many requests at once is let go, and never answered before them', async () => {
    await start();
    const answers = statuses(await answerTo(`${HEALTH.repeat(500)}NONSENSE\r\n\r\n`));
    expect(answers.slice(0, -1).every((status) => status === 200)).toBe(true);
    await expectAlive();
  });

  it('behind a request that awaits its answer is not answered in its place', async () => {
    await start();
    const client = await rawClient(server.address);
    client.send(post('{"text":"x"}', '/api/slow'));
    await slow.started;
    client.send('NONSENSE\r\n\r\n');
    expect(await client.closed).toBe('');
    await slow.aborted;
    await expectAlive();
  });

  it('does not tunnel, upgrade, or wait for leave to go on', async () => {
    await start({ ACCORD_SERVER_KEEP_ALIVE_S: '0.1' });
    expect(await answerTo(`CONNECT example.org:443 HTTP/1.1\r\n${HOST}\r\n`)).toBe('');
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    expect(statuses(await answerTo(`GET /health HTTP/1.1\r\n${HOST}${upgrade}\r\n`))).toEqual([200]);
    const body = '{"text":"x"}';
    const expecting = `${headOf(body.length)}Expect: 100-continue\r\n\r\n`;
    expect(statuses(await answerTo(expecting, body))).toEqual([100, 200]);
  });
});
