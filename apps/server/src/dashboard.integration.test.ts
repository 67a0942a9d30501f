import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDashboard } from './dashboard.ts';

const SCRIPT = 'console.log("accord");'.repeat(100);
const PAGE = '<!doctype html><title>Accord</title>';

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-dashboard-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'assets/index-1.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/index-1.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets/index-1.js.gz'), gzipSync(SCRIPT));
  app = fastify();
  await serveDashboard(app, folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, coding?: string) =>
  app.inject({ url, headers: coding === undefined ? {} : { 'accept-encoding': coding } });

describe('a file of the dashboard', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('is sent as it was compressed with %s', async (coding, decompress) => {
    const { headers, rawPayload } = await get('/assets/index-1.js', coding);
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'cache-control': expect.stringContaining('immutable'),
      vary: 'accept-encoding',
    });
    expect(headers['content-type']).toContain('javascript');
    expect(decompress(rawPayload).toString()).toBe(SCRIPT);
  });

  it.each([
    ['/assets/index-1.js', undefined, SCRIPT],
    ['/assets/index-1.js', 'identity', SCRIPT],
    ['/', 'br, gzip', PAGE],
  ])('%s is sent as it is for accept-encoding %s where that is all there is', async (url, coding, text) => {
    const { headers, body, statusCode } = await get(url, coding);
    expect(statusCode).toBe(200);
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toBe(text);
  });
});
