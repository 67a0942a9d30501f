import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodecCorpus } from './codec-bench.ts';

/** Of 256: packages or lines that are tested on. */
const TEST_SHARE = 77;
const LEAST_MANIFEST_BYTES = 150;
const LEAST_SECTION_BYTES = 100;
const MOST_SECTION_BYTES = 20_000;
const FILES = /^(package\.json|readme.*\.md)$/i;
const MODULES = 'node_modules/';

interface Halves {
  readonly train: Uint8Array[];
  readonly test: Uint8Array[];
}

/**
 * What anyone has: the manifests of the packages below a node_modules, and the sections of their READMEs. Packages of one scope are
 * trained on, or tested on, together; what occurs twice is taken once.
 */
export function installedCorpora(modules: string): {
  readonly json: CodecCorpus;
  readonly prose: CodecCorpus;
} {
  const [json, prose] = [empty(), empty()];
  const seen = new Set<string>();
  for (const path of filesBelow(modules)) {
    const half = halfOf(ownerOf(path));
    const text = readFileSync(path, 'utf8');
    const isManifest = path.endsWith('package.json');
    const records = isManifest ? manifestsOf(text) : sectionsOf(text);
    for (const record of records.filter((one) => !seen.has(one))) {
      seen.add(record);
      (isManifest ? json : prose)[half].push(Buffer.from(record));
    }
  }
  return { json, prose };
}

/** The lines of a file, each a record. */
export function linesOf(path: string): CodecCorpus {
  const corpus = empty();
  for (const line of new Set(readFileSync(path, 'utf8').split('\n'))) {
    if (line !== '') corpus[halfOf(line)].push(Buffer.from(line));
  }
  return corpus;
}

const empty = (): Halves => ({ train: [], test: [] });
const halfOf = (name: string): keyof Halves =>
  (createHash('sha256').update(name).digest()[0] ?? 0) < TEST_SHARE ? 'test' : 'train';
/** The scope, or the package without one. */
const ownerOf = (path: string): string =>
  path.slice(path.lastIndexOf(MODULES) + MODULES.length).split('/')[0] ?? '';
const manifestsOf = (text: string): string[] =>
  text.length >= LEAST_MANIFEST_BYTES && text.includes('"name"') ? [text] : [];
const sectionsOf = (text: string): string[] =>
  text
    .split(/^(?=#{1,6} )/m)
    .filter(({ length }) => length >= LEAST_SECTION_BYTES && length <= MOST_SECTION_BYTES);

function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && FILES.test(entry.name)) yield path;
  }
}
