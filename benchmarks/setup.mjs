import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** The built server, which the benchmarks start. */
export const SERVER = fileURLToPath(new URL('../apps/server/dist/main.js', import.meta.url));

/** @throws when there is nothing to measure yet */
export function explainNotBuilt() {
  if (!existsSync(SERVER))
    throw new Error('Accord is not built: run `script/server` or `npm run build` first');
}

/** Installs what is measured against, apart from the product, when the lock file is newer than what is there. */
export function installRivals() {
  const installed = `${HERE}node_modules/.package-lock.json`;
  const upToDate =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${HERE}package-lock.json`).mtimeMs;
  if (upToDate) return;
  console.error('bench: installing rivals (npm ci in benchmarks/)');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: HERE,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
