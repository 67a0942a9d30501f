import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'rolldown/utils';

/**
 * Module hook for `register`: strips the types of what ends with .ts.
 *
 * @public Node calls it
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(path, await readFile(path, 'utf8'), { target: 'es2023' });
  return { format: 'module', source: code, shortCircuit: true };
}
