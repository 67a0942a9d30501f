import { hashedEngine } from '@accord/engine/drivers/hashed';

/** The embedding that needs no model, for measuring beside it. */
export function embeddedEmbedding(): (text: string) => Promise<Float32Array> {
  const engine = hashedEngine();
  return async (text) => {
    const { vectors } = await engine.embed({ texts: [text], signal: () => new AbortController().signal });
    const [vector] = vectors;
    if (vector === undefined) throw new TypeError('an engine embeds every text or fails');
    return vector;
  };
}
