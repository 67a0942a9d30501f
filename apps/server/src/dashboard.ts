import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { refuseOtherMethods, serveGet } from './methods.ts';
import { pageHeaders } from './page-headers.ts';

const FOREVER = 'public, max-age=31536000, immutable';

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Accord: the dashboard is not built</title>
<h1>The dashboard is not built</h1>
<p>Run <code>npm run build</code> and start the server again. The API works: see <a href="/docs">its reference</a>.</p>
</html>
`;

/**
 * Serves the built dashboard at `/`, as its build compressed it for who takes that. What is under assets/ carries its hash in
 * its name and is kept for ever.
 */
export async function serveDashboard(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    serveGet(app, '/', (_, reply) => {
      reply.code(503).headers(pageHeaders()).type('text/html; charset=utf-8');
      return NOT_BUILT;
    });
    return;
  }
  const headers = Object.entries(pageHeaders());
  const assets = join(folder, 'assets/');
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    preCompressed: true,
    globIgnore: ['**/*.{br,gz}'],
    setHeaders(response, path) {
      for (const [name, value] of headers) response.setHeader(name, value);
      response.setHeader('vary', 'accept-encoding');
      if (path.startsWith(assets)) response.setHeader('cache-control', FOREVER);
    },
  });
  refuseOtherMethods(app, '/');
}
