import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccordServer, startAccord } from '../e2e/accord-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the examples say the server is. */
const WRITTEN_ADDRESS = /(?:http:\/\/)?(?:localhost|127\.0\.0\.1):8000\b/g;

interface Block {
  readonly info: readonly string[];
  readonly text: string;
  readonly line: number;
}

interface Example {
  readonly name: string;
  readonly script: string;
  /** The block after the example: what it prints. */
  readonly printed: Block | undefined;
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: info = '', 2: text = '', index }) => ({
      info: info.trim().split(/\s+/),
      text,
      line: markdown.slice(0, index).split('\n').length,
    }),
  );
}

/** Blocks marked `sh example`, each with the `json` or `text` block that follows it. */
function examplesOf(markdown: string): Example[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap((block, index) => {
    if (block.info[0] !== 'sh' || !block.info.includes('example')) return [];
    const next = blocks[index + 1];
    const printed = next?.info[0] === 'json' || next?.info[0] === 'text' ? next : undefined;
    const [first = ''] = block.text.split('\n');
    return [{ name: `line ${block.line}: ${first}`, script: block.text, printed }];
  });
}

const readme = join(root, 'README.md');
const examples = existsSync(readme) ? examplesOf(readFileSync(readme, 'utf8')) : [];

let server: AccordServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-readme-'));
  mkdirSync(join(folder, 'bin'));
  const accord = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'apps/cli/bin/accord.js')}" "$@"\n`;
  writeFileSync(join(folder, 'bin/accord'), accord, { mode: 0o755 });
  server = await startAccord();
}, 60_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(script: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script.replace(WRITTEN_ADDRESS, server.address)], {
      cwd: root,
      env: {
        ...process.env,
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        PORT: new URL(server.address).port,
        ACCORD_DATA_DIR: join(folder, 'state'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysOf = (value: unknown): readonly string[] | undefined =>
  isRecord(value) ? Object.keys(value).sort() : undefined;

/** The same fields; what they hold may change with the machine and the day. */
function expectSameShape(out: string, written: string): void {
  const [said, shown]: readonly [unknown, unknown] = [JSON.parse(out), JSON.parse(written)];
  expect(keysOf(said)).toEqual(keysOf(shown));
  if (isRecord(said) && isRecord(shown)) expect(keysOf(said['brief'])).toEqual(keysOf(shown['brief']));
}

/** A line by the words it begins with: numbers, ids and what is set apart by two spaces or more may differ. */
const opening = (line: string): string =>
  line
    .trim()
    .split(/\s{2,}|[:=]/)[0]
    ?.replace(/\d[\d.,:-]*/g, '#') ?? '';

/** The same lines by their openings; a line `…` stands for any number of them. */
function expectSameLines(out: string, written: string): void {
  const openings = (text: string): string[] =>
    text
      .split('\n')
      .map(opening)
      .filter((line) => line !== '');
  const pattern = openings(written).map((line) =>
    /^(…|\.\.\.)$/.test(line) ? '(?:.*\\n)*?' : `${escaped(line)}\\n`,
  );
  expect(`${openings(out).join('\n')}\n`).toMatch(new RegExp(`^${pattern.join('')}$`));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('README.md', () => {
  it('has examples that can be run', () => {
    expect(existsSync(readme), 'README.md is missing').toBe(true);
    expect(examples.length, 'README.md has no block marked ```sh example').toBeGreaterThan(0);
  });

  it.each(examples)('$name', { timeout: 60_000 }, async ({ script, printed }) => {
    const { code, out, err } = await run(script);
    expect(code, `${out}${err}`).toBe(0);
    if (printed?.info[0] === 'json') expectSameShape(out, printed.text);
    if (printed?.info[0] === 'text') expectSameLines(out, printed.text);
  });
});
