import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { localCaller } from '@accord/runtime';
import { expect, it } from 'vitest';
import { openAccord } from './accord.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
}

it('sends the spans of a task to the configured collector, under those of the client', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'accord-traces-'));
  const received: Span[] = [];
  const collector = createServer((request, response) => {
    void text(request).then((body) => {
      for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
        for (const { spans } of scopeSpans) received.push(...spans);
      }
      return response.end('{}');
    });
  });
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  const { port } = collector.address() as AddressInfo;
  const accord = await openAccord({
    env: {
      ACCORD_DATA_DIR: folder,
      ACCORD_LOG_LEVEL: 'silent',
      ACCORD_TELEMETRY_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
  });
  const route = accord.routes.find(({ path }) => path === '/api/briefs');
  if (route === undefined) throw new TypeError('no route for briefs');
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await accord.calls.call(route, { text: 'Rose' }, { ...localCaller, traceparent });
  await accord.close();
  collector.close();
  rmSync(folder, { recursive: true });
  expect(new Set(received.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(received.some(({ parentSpanId }) => parentSpanId === '00f067aa0ba902b7')).toBe(true);
  expect(received.map(({ name }) => name).join(' ')).toContain('execute.interpreter');
});
