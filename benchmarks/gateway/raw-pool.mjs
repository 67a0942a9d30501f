import { Pool } from 'undici';
import { NONCE_CHARS, PATH, requestBody } from './protocol.mjs';

/** No gateway: how fast a pool of undici asks the upstream by itself. Answers each message {connections, durationMs}. */
const pool = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });
const body = requestBody(''.padStart(NONCE_CHARS, '9'), false);
const asked = { method: 'POST', path: PATH, headers: { 'content-type': 'application/json' }, body };

async function ask({ connections, durationMs }) {
  const startedAt = performance.now();
  let requests = 0;
  const caller = async () => {
    while (performance.now() - startedAt < durationMs) {
      const reply = await pool.request(asked);
      await reply.body.text();
      if (reply.statusCode !== 200) throw new Error(`the upstream answered ${reply.statusCode}`);
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  process.send({ requests, seconds: (performance.now() - startedAt) / 1000 });
}
// What goes wrong ends the process, and with it the benchmark.
process.on('message', (order) => void ask(order));
process.on('disconnect', () => process.exit());
