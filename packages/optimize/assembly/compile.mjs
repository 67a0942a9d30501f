/**
 * Compiles kernel.ts beside it into src/network/kernel-wasm.ts: `npm run wasm -w @accord/optimize`. The result is committed, so that
 * neither the tests nor a server need the compiler. With `--check` nothing is written, and the exit code is 1 when what
 * is committed differs in a byte.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const TARGET = join(HERE, '../src/network/kernel-wasm.ts');
const OPTIONS = [
  '--optimizeLevel',
  '3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
];
const COLUMNS = 100;

/** The compiled module in base64. */
async function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-wasm-'));
  try {
    const binary = join(folder, 'kernel.wasm');
    const options = { stderr: process.stderr };
    const { error } = await main(['kernel.ts', '--baseDir', HERE, '--outFile', binary, ...OPTIONS], options);
    if (error !== null) throw error;
    return readFileSync(binary).toString('base64');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function moduleOf(/** @type {string} */ base64) {
  const lines = base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return [
    '/** Compiled from assembly/kernel.ts by assembly/compile.mjs; not edited by hand. */',
    'export const KERNEL_WASM_BASE64 =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

const compiled = moduleOf(await compile());
if (!process.argv.includes('--check')) writeFileSync(TARGET, compiled);
else if (compiled !== readFileSync(TARGET, 'utf8')) {
  console.error(
    'src/network/kernel-wasm.ts is not what assembly/kernel.ts compiles to; run npm run wasm -w @accord/optimize',
  );
  process.exitCode = 1;
}
