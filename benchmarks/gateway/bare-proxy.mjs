import { fastify } from 'fastify';
import { Pool } from 'undici';

/** The least that is a gateway: a Fastify route that parses the JSON, and a pool of undici that sends it on. */
const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });
const app = fastify();
app.post('/v1/chat/completions', async (request, reply) => {
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  reply.code(statusCode).header('content-type', headers['content-type']);
  return request.body.stream === true ? body : body.text();
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.on('SIGTERM', () => void app.close());
