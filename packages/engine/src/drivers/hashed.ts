import { AccordError } from '@accord/kernel';
import type { Engine } from '../engine.ts';
import { engineErrors } from '../errors.ts';
import { createEmbedder, HASHED_DIMENSIONS, HASHED_MODEL } from './hashed/embedder.ts';

export { HASHED_DIMENSIONS, HASHED_MODEL };

/** A longer text is refused: a vector of its beginning would be that of another text. */
const MOST_CHARACTERS = 65_536;
const CAPABILITIES = new Set(['embed'] as const);

/** Embeds texts in Korean and in languages of alphabets by what they have in common. In process, without weights. */
export function hashedEngine(): Engine {
  const embedder = createEmbedder();
  const unsupported = (what: string): AccordError =>
    new AccordError(engineErrors.ENGINE_UNSUPPORTED, { detail: `The hashed embedding cannot ${what}` });
  const embed = (text: string): Float32Array => {
    if (text.length > MOST_CHARACTERS) {
      throw new AccordError(engineErrors.ENGINE_INPUT_TOO_LONG, {
        detail: `The text has ${text.length} characters, and the hashed embedding takes at most ${MOST_CHARACTERS}`,
      });
    }
    return embedder(text);
  };

  return {
    name: 'hashed',
    capabilities: CAPABILITIES,
    remote: false,
    async generate() {
      throw unsupported('generate');
    },
    // oxlint-disable-next-line require-yield -- refuses before the first chunk
    async *stream() {
      throw unsupported('stream');
    },
    async embed({ texts }) {
      return { vectors: texts.map(embed), model: HASHED_MODEL };
    },
    async transcribe() {
      throw unsupported('transcribe');
    },
    forward() {
      throw unsupported('take requests of the protocol of OpenAI');
    },
    async health() {
      return { state: 'up', detail: HASHED_MODEL };
    },
    async close() {},
  };
}
