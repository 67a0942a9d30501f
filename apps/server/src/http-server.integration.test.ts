import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createHttpServer } from './http-server.ts';
import { rawClient } from './testing/raw-client.ts';

const ASK = 'POST /now HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';

it('lets go of a client that asks on while it closes', async () => {
  const waiting: ServerResponse[] = [];
  const times = {
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
    http: { maxHeaderSize: 16_384, headersTimeout: 0, connectionsCheckingInterval: 1000 },
  };
  const hold = (_: unknown, response: ServerResponse): number => waiting.push(response);
  const server = createHttpServer(times, new Map([['/now', hold]]), (_, response) =>
    response.end('framework'),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = await rawClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.send(ASK);
  await expect.poll(() => waiting.length).toBe(1);
  const closed = once(server, 'close');
  server.close();
  client.send(ASK);
  await expect.poll(() => waiting.length).toBe(2);
  for (const response of waiting) response.end('answered');

  const said = await client.closed;
  expect(said.match(/answered/g)).toHaveLength(2);
  expect(said.match(/Connection: [\w-]+/g)).toEqual(['Connection: keep-alive', 'Connection: close']);
  await closed;
});
