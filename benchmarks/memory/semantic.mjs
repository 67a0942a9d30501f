import { hashedEngine } from '@accord/engine/drivers/hashed';
import { measureSemantic } from '@accord/memory/bench';
import { figure, rounded } from '../report/figures.mjs';
import { foundBeforeAndAfter } from './aged-store.mjs';

const OPTIONS = { dictionaryBytes: 2 ** 20, packLevel: 22 };
const NEAREST = 10;

/** What the semantic form saves of prose, and what of it can still be found and told. */
export async function semanticFigures({ train, test }) {
  const own = await measureSemantic({ train, test }, OPTIONS);
  const originals = await embedded(test.map(String));
  const { before, after, shortened } = await foundBeforeAndAfter(test, originals, NEAREST);
  const anew = agreement(nearestOf(originals), nearestOf(await embedded(own.forms)));
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
      value: rounded(agreement(before, after)),
      unit: 'at 10',
      target: '>= 0.95',
      how:
        'Of the ten sections that the search of a store finds nearest to a section, the share that it still finds when all have aged: ' +
        `${shortened} of ${own.texts} into their semantic form, and their embeddings (hashed) into int8. The store was opened anew in between, ` +
        'and has no dictionary: one that is made of these very sections would leave more of them whole. It keeps the embedding of the original, so this measures what a user of its search gets, not what the forms say.',
    }),
    figure({
      id: 'semantic_agreement_anew',
      value: rounded(anew),
      unit: 'at 10',
      how:
        'The same when every form is embedded anew instead (hashed embedding), which the store never does: how much of what a text is about ' +
        'is left in its form. ' +
        `The 0.95 that is asked of semantic_agreement is ${anew >= 0.95 ? 'held' : 'missed'} by this stricter reading.`,
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

/** The mean share of what was found before that is found after. */
function agreement(before, after) {
  const shares = before.map((found, at) => {
    const still = new Set(after[at]);
    return found.filter((other) => still.has(other)).length / NEAREST;
  });
  return shares.reduce((sum, value) => sum + value, 0) / shares.length;
}

/** Of each vector, the others that are nearest. */
const nearestOf = (vectors) =>
  vectors.map((vector, at) =>
    vectors
      .map((one, other) => ({ other, similarity: dot(one, vector) }))
      .filter(({ other }) => other !== at)
      .sort((a, b) => b.similarity - a.similarity || a.other - b.other)
      .slice(0, NEAREST)
      .map(({ other }) => other),
  );

const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);
