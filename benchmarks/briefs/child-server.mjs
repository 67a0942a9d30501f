import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const RETRY_MS = 2;

/**
 * A server in a process of its own. What it logs goes to /dev/null; what it complains of is shown when it ends early.
 *
 * @param command words to start node with, such as `taskset`, and options of node
 */
export async function startServer(script, env = {}, command = [process.execPath]) {
  const port = await freePort();
  const startedAt = performance.now();
  const [program, ...words] = command;
  const child = spawn(program, [...words, script, `--port=${port}`], {
    env: { PATH: process.env.PATH, PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const exited = once(child, 'exit');
  return {
    port,
    pid: child.pid,
    startedAt,
    /** Resolves to the milliseconds from the start to the first 200. */
    async firstAnswer(path, body, headers = {}) {
      while (performance.now() - startedAt < PATIENCE_MS) {
        if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}\n${complaints}`);
        const reply = await call(port, 'POST', path, body, headers).catch(() => undefined);
        if (reply?.status === 200) return performance.now() - startedAt;
        if (reply !== undefined) throw new Error(`${script} answered ${reply.status}: ${reply.text}`);
        await delay(RETRY_MS);
      }
      throw new Error(`${script} gave no answer within ${PATIENCE_MS} ms\n${complaints}`);
    },
    call: (method, path, body, headers) => call(port, method, path, body, headers),
    /** How it ended and what it complained of; empty while it runs without complaint. */
    account() {
      const ended = child.exitCode ?? child.signalCode;
      return [ended === null ? '' : `${script} ended with ${ended}`, complaints]
        .filter((line) => line !== '')
        .join('\n');
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

function call(port, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const all = body === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const sent = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      reply.on('end', () => resolve({ status: reply.statusCode, text })).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
