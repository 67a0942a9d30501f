import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const DATA = new URL('../../data/', import.meta.url);

/**
 * What a reading depends on besides the text: every word that is known and every setting. A digest, so that any change of
 * the data is a change of the basis, whether or not someone thought of raising a version.
 */
export function basisOf(settings: object): string {
  const files = readdirSync(DATA, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsv|txt)$/.test(entry.name))
    .map(({ parentPath, name }) => `${parentPath}/${name}`)
    .sort();
  const digests = files.map((file) => hash('sha256', readFileSync(file)));
  return hash('sha256', JSON.stringify([digests, settings]), 'base64url');
}
