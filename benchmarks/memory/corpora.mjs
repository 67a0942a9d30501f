import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
/** Of 256: packages that are tested on. */
const TEST_SHARE = 77;
const LEAST_MANIFEST_BYTES = 150;
const LEAST_SECTION_BYTES = 100;
const MOST_SECTION_BYTES = 20_000;

/**
 * What anyone has: the manifests of the packages below node_modules, and the sections of their READMEs. Packages of one scope are
 * trained on, or tested on, together; what occurs twice is taken once.
 */
export function installedCorpora() {
  const json = empty();
  const prose = empty();
  const seen = new Set();
  for (const path of filesBelow(MODULES)) {
    const half = halfOf(ownerOf(path));
    const text = readFileSync(path, 'utf8');
    const [corpus, records] = path.endsWith('package.json')
      ? [json, manifestsOf(text)]
      : [prose, sectionsOf(text)];
    for (const record of records.filter((one) => !seen.has(one))) {
      seen.add(record);
      corpus[half].push(Buffer.from(record));
    }
  }
  return { json, prose };
}

/** The lines of a file. */
export function linesOf(path) {
  const corpus = empty();
  for (const line of new Set(readFileSync(path, 'utf8').split('\n'))) {
    if (line !== '') corpus[halfOf(line)].push(Buffer.from(line));
  }
  return corpus;
}

const empty = () => ({ train: [], test: [] });
const halfOf = (name) => (createHash('sha256').update(name).digest()[0] < TEST_SHARE ? 'test' : 'train');
/** The scope, or the package without one. */
const ownerOf = (path) =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length).split('/')[0];
const manifestsOf = (text) => (text.length >= LEAST_MANIFEST_BYTES && text.includes('"name"') ? [text] : []);
const sectionsOf = (text) =>
  text
    .split(/^(?=#{1,6} )/m)
    .filter(({ length }) => length >= LEAST_SECTION_BYTES && length <= MOST_SECTION_BYTES);

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && /^(package\.json|readme.*\.md)$/i.test(entry.name)) yield path;
  }
}
