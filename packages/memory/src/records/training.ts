import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';
import type { Prepared } from '../ledger/committer.ts';
import type { TrainReport } from '../ageing-report.ts';
import { numberIn } from '../tables/cells.ts';
import { oneNumber } from '../tables/totals.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { contentRowOf } from './content-row.ts';
import type { NewDictionary } from './dictionaries.ts';

/** The latest contents say best what comes next. */
const SAMPLES =
  'SELECT * FROM memory_kept WHERE tenant = ? AND class = ? ORDER BY created_at DESC LIMIT 2000';
/** Samples of more bytes together are not looked at: training takes time by them. */
const MOST_BYTES = 8 * 2 ** 20;
const FEWEST = 8;

/**
 * Trains a dictionary beside whatever else is done, and then takes it for new frames.
 *
 * @throws MEMORY_TRAINING_IMPOSSIBLE
 */
export async function train(parts: TenantParts, className: string): Promise<TrainReport> {
  if (parts.policyOf(className).forgettable) throw impossible(`${className} can be forgotten`);
  const samples = await samplesOf(parts, className);
  if (samples.length < FEWEST) throw impossible(`${className} has fewer than ${FEWEST} contents`);
  const bytes = await parts.codec.train(samples, parts.settings.dictionary_bytes);
  const dictionary = await adopt(parts, { class: className, bytes, samples: samples.length });
  return { class: className, dictionary, samples: samples.length, bytes: bytes.length };
}

type Trained = Pick<NewDictionary, 'class' | 'bytes' | 'samples'>;

/** Returns the id of the dictionary, which is the number of the event that tells of it. */
async function adopt(parts: TenantParts, made: Trained): Promise<number> {
  const id = await parts.committer.commit(async (after) => {
    const adding = parts.dictionaries.adding({ ...made, id: after.seq + 1, trainedAt: parts.clock.now() });
    return {
      value: after.seq + 1,
      event: { kind: 'trained', detail: { class: made.class, samples: made.samples } },
      writes: [adding],
    };
  });
  parts.dictionaries.refresh();
  return id;
}

/** A dictionary is looked at again when as much has come since as it was made of; another one has to be so much better. */
const WORTH = 0.95;
/** One of so many samples is not trained on, but compared with. */
const TESTED = 4;
const CURRENT = `SELECT samples, trained_at FROM memory_dictionaries WHERE tenant = ? AND class = ?
  ORDER BY id DESC LIMIT 1`;
const SINCE = `SELECT count(*) AS total FROM memory_contents WHERE tenant = ? AND class = ? AND created_at > ?`;
const LOOKED_AT = 'UPDATE memory_dictionaries SET trained_at = ? WHERE tenant = ? AND id = ?';

/** Whether enough has come for a first dictionary, or for a look at the one that there is. */
export async function isTrainingDue(
  { sql, tenantId, settings }: TenantParts,
  className: string,
): Promise<boolean> {
  const [current] = await sql.all(CURRENT, [tenantId, className]);
  const from = current === undefined ? -1 : numberIn(current, 'trained_at');
  const wanted = Math.max(settings.train_from, current === undefined ? 0 : numberIn(current, 'samples'));
  return (await oneNumber(sql, SINCE, [tenantId, className, BigInt(from)])) >= wanted;
}

/** Trains a dictionary, and takes it in the place of the current one if records that it does not know become smaller by it. */
export async function retrain(parts: TenantParts, className: string): Promise<void> {
  const current = await parts.dictionaries.current(className);
  if (current === undefined) return void (await train(parts, className));
  const samples = await samplesOf(parts, className);
  const known = samples.filter((_, at) => at % TESTED !== 0);
  const tested = samples.filter((_, at) => at % TESTED === 0);
  const bytes = await parts.codec.train(known, parts.settings.dictionary_bytes);
  const sizeWith = async (by: Uint8Array): Promise<number> =>
    parts.codec.measure(tested, {
      level: parts.settings.level,
      dictionary: { id: current.id, bytes: by },
    });
  if ((await sizeWith(bytes)) < WORTH * (await sizeWith(current.bytes)))
    return void (await adopt(parts, { class: className, bytes, samples: known.length }));
  await parts.committer.commit(async () => ({
    value: undefined,
    event: { kind: 'trained', detail: { class: className, samples: 0 } },
    writes: [{ sql: LOOKED_AT, rows: [[BigInt(parts.clock.now()), parts.tenantId, BigInt(current.id)]] }],
  }));
}

const UNUSED = `SELECT d.id FROM memory_dictionaries d WHERE d.tenant = ? AND d.id <
  (SELECT max(x.id) FROM memory_dictionaries x WHERE x.tenant = d.tenant AND x.class = d.class) AND NOT EXISTS
  (SELECT 1 FROM memory_contents c WHERE c.tenant = d.tenant AND c.class = d.class AND c.dictionary = d.id)`;
const REMOVE = 'DELETE FROM memory_dictionaries WHERE tenant = ? AND id = ?';

/** Removes dictionaries that nothing was written with and nothing will be. */
export async function prepareCollecting(parts: TenantParts): Promise<Prepared<number>> {
  const ids = (await parts.sql.all(UNUSED, [parts.tenantId])).map((row) => numberIn(row, 'id'));
  if (ids.length === 0) return { value: 0, event: undefined, writes: [] };
  return {
    value: ids.length,
    event: { kind: 'collected', detail: { dictionaries: ids } },
    writes: [{ sql: REMOVE, rows: ids.map((id) => [parts.tenantId, BigInt(id)]) }],
  };
}

async function samplesOf(parts: TenantParts, className: string): Promise<Uint8Array[]> {
  const rows = await parts.sql.all(SAMPLES, [parts.tenantId, className]);
  const samples: Uint8Array[] = [];
  let bytes = 0;
  for (const row of rows.map(contentRowOf)) {
    const content = await parts.contents.open(row);
    bytes += content.length;
    if (bytes > MOST_BYTES) break;
    samples.push(content);
  }
  return samples;
}

const impossible = (why: string): AccordError =>
  new AccordError(memoryErrors.MEMORY_TRAINING_IMPOSSIBLE, {
    detail: `No dictionary can be trained: ${why}`,
  });
