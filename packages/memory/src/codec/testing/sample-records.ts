import { createRng } from '@accord/kernel';

const WORDS =
  'memory record store small quick private page answer people write read tenant class policy invoice contract release note'.split(
    ' ',
  );
const LICENCES = ['MIT', 'Apache-2.0', 'ISC', 'BSD-3-Clause'];

/** Manifests of packages, some with prose, that differ as such do. The same seed gives the same records. */
export function sampleRecords(count: number, seed: number): readonly Uint8Array[] {
  const rng = createRng(seed);
  const pick = (from: readonly string[]): string => from[rng.below(from.length)] ?? '';
  const words = (most: number): string =>
    Array.from({ length: 1 + rng.below(most) }, () => pick(WORDS)).join(' ');
  const version = (): string => `${rng.below(9)}.${rng.below(30)}.${rng.below(20)}`;
  return Array.from({ length: count }, () => {
    const name = words(2).replaceAll(' ', '-');
    const manifest = {
      name,
      version: version(),
      description: words(20),
      license: pick(LICENCES),
      repository: { type: 'git', url: `git+https://github.com/example/${name}.git` },
      scripts: { test: 'vitest run', build: 'tsc -b' },
      dependencies: Object.fromEntries(
        Array.from({ length: rng.below(5) }, () => [pick(WORDS), `^${version()}`]),
      ),
    };
    return Buffer.from(JSON.stringify(manifest, undefined, rng.below(2) * 2));
  });
}
