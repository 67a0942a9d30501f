import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@accord/kernel';
import { createShortening } from '@accord/memory';
import { withMemory } from './open-store.mjs';

const DAY_MS = 86_400_000;
const PACKED_AFTER_DAYS = 90;
const NEVER = 1_000_000;
/** A class whose originals may go. */
const CLASSES = {
  gist: {
    fidelity: 'semantic',
    storeRaw: false,
    ageing: [{ afterDays: PACKED_AFTER_DAYS, action: 'summarize_pack' }],
    encrypted: true,
    edgeOnly: false,
    forgettable: false,
  },
};

const OPTIONS = {
  classes: CLASSES,
  shorten: createShortening(),
  settings: {
    'memory.age_every_s': 0,
    'memory.compaction_share': 1,
    // With a dictionary that is made of these very contents, many of them are shorter than their forms.
    'memory.train_from': NEVER,
  },
};

/**
 * Stores contents with their embeddings, looks for what is nearest to each but itself, lets all grow old, opens the store anew, and looks
 * again. Answers with the places of what was found, and how many contents only have their semantic form left.
 */
export async function foundBeforeAndAfter(contents, embeddings, nearest) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  let passedMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + passedMs };
  try {
    const before = await within(folder, clock, async (memory) => {
      const records = contents.map((content, at) => ({
        class: 'gist',
        content: String(content),
        embedding: Float32Array.from(embeddings[at]),
      }));
      await memory.storeBatch(records);
      return found(memory, embeddings, nearest);
    });
    passedMs = (PACKED_AFTER_DAYS + 1) * DAY_MS;
    const { shortened } = await within(folder, clock, async (memory) => memory.age());
    const after = await within(folder, clock, async (memory) => found(memory, embeddings, nearest));
    return { before, after, shortened };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const within = (folder, clock, work) => withMemory({ ...OPTIONS, folder, clock }, work);

/** Records are numbered from 1 in the order in which they were stored. */
async function found(memory, embeddings, nearest) {
  const places = [];
  for (const [at, embedding] of embeddings.entries()) {
    const query = { embedding: Float32Array.from(embedding), limit: nearest + 1 };
    const others = (await memory.search(query)).map(({ record }) => Number(record.id) - 1);
    places.push(others.filter((other) => other !== at).slice(0, nearest));
  }
  return places;
}
