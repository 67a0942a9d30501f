import { fastify } from 'fastify';

/** The least that could answer: a Fastify route that parses the body and echoes it. */
const app = fastify();
app.post('/api/briefs', (request, reply) => {
  reply.send(request.body);
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.on('SIGTERM', () => void app.close());
