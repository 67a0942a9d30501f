import { hashedEngine } from '@accord/engine/drivers/hashed';
import { measureSemantic } from '@accord/memory/bench';
import { figure, rounded } from '../report/figures.mjs';

const OPTIONS = { dictionaryBytes: 2 ** 20, packLevel: 22 };
const NEAREST = 10;

/** What the semantic form saves of prose, and what of it can still be found and told. */
export async function semanticFigures({ train, test }) {
  const own = await measureSemantic({ train, test }, OPTIONS);
  const originals = await embedded(test.map(String));
  const agreement = agreementOf(originals, await embedded(own.forms));
  const share = (bytes) => rounded(bytes / own.lossless);
  return [
    figure({
      id: 'semantic_bytes',
      value: share(own.semantic),
      unit: '×',
      target: '<= 0.5',
      how:
        `Bytes of a pack of the semantic forms of ${own.texts} README sections, over those of a pack of the sections as they are, by one ` +
        `dictionary; ${own.shortened} have a form, with ${rounded(own.charactersLeft / own.characters)} of the characters of all. Nothing ` +
        `but the facts would take ${share(own.factsAlone)}.`,
    }),
    figure({
      id: 'semantic_facts',
      value: 1 - own.factsLost / own.facts,
      unit: 'of the facts',
      target: '>= 0.95',
      how: `Numbers, dates, names, negations and links that the forms still say, of ${own.facts}.`,
    }),
    figure({
      id: 'semantic_agreement',
      value: rounded(agreement),
      unit: 'at 10',
      target: '>= 0.95',
      how:
        'Of the ten sections that are nearest to a section, the share that is still among the ten nearest when all forms are embedded ' +
        'anew (hashed embedding). The store keeps the embedding of the original, so that its own search stays as it was.',
    }),
  ];
}

async function embedded(texts) {
  const engine = hashedEngine();
  const vectors = [];
  for (const text of texts) {
    const { vectors: made } = await engine.embed({ texts: [text], signal: AbortSignal.timeout(60_000) });
    vectors.push(...made);
  }
  return vectors;
}

/** The mean share of the nearest that is the same. */
function agreementOf(before, after) {
  const shared = before.map((_, at) => {
    const found = new Set(nearestTo(at, after));
    return nearestTo(at, before).filter((other) => found.has(other)).length / NEAREST;
  });
  return shared.reduce((sum, value) => sum + value, 0) / shared.length;
}

const nearestTo = (at, vectors) =>
  vectors
    .map((vector, other) => ({ other, similarity: dot(vector, vectors[at]) }))
    .filter(({ other }) => other !== at)
    .sort((a, b) => b.similarity - a.similarity || a.other - b.other)
    .slice(0, NEAREST)
    .map(({ other }) => other);

const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);
