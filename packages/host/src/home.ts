import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder Accord is installed in: it holds configs/, and all state unless another folder is chosen. */
export const HOME = fileURLToPath(new URL('../../../', import.meta.url));

export function readVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8'));
  return manifest.version;
}
