import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

const COMPILE = fileURLToPath(new URL('../../assembly/compile.mjs', import.meta.url));

it('is what the compiler makes of assembly/index.ts, byte for byte', { timeout: 60_000 }, () => {
  execFileSync(process.execPath, [COMPILE, '--check'], { stdio: ['ignore', 'inherit', 'inherit'] });
});
