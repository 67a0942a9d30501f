import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A script in a process of its own, which answers each message with one. */
export function startHelper(url, command, env = {}) {
  const script = fileURLToPath(url);
  const [program, ...words] = command;
  const child = spawn(program, [...words, script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  return {
    pid: child.pid,
    /** @throws when it reports a fault, or ends */
    async ask(message) {
      child.send(message);
      const [answer] = await Promise.race([
        once(child, 'message'),
        exited.then(() => [{ fault: 'it ended' }]),
      ]);
      if (answer.fault !== undefined) throw new Error(`${script}: ${answer.fault}`);
      return answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
