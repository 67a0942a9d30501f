import { AccordError } from '@accord/kernel';
import { trainDictionary } from '../codec/train.ts';
import { memoryErrors } from '../errors.ts';
import type { Prepared } from '../ledger/committer.ts';
import type { LedgerPosition } from '../ledger/event.ts';
import type { TrainReport } from '../ageing-report.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { contentRowOf } from './content-row.ts';

/** The latest contents say best what comes next. */
const SAMPLES =
  'SELECT * FROM memory_contents WHERE tenant = ? AND class = ? ORDER BY created_at DESC LIMIT 2000';
/** Samples of more bytes together are not looked at: training takes time by them. */
const MOST_BYTES = 8 * 2 ** 20;
const FEWEST = 8;

/** @throws MEMORY_TRAINING_IMPOSSIBLE */
export async function prepareTraining(
  parts: TenantParts,
  className: string,
  after: LedgerPosition,
): Promise<Prepared<TrainReport>> {
  if (parts.policyOf(className).forgettable) throw impossible(`${className} can be forgotten`);
  const samples = await samplesOf(parts, className);
  if (samples.length < FEWEST) throw impossible(`${className} has fewer than ${FEWEST} contents`);
  const bytes = trainDictionary(samples, { bytes: parts.settings.dictionary_bytes });
  const id = after.seq + 1;
  const adding = parts.dictionaries.adding({
    id,
    class: className,
    bytes,
    samples: samples.length,
    trainedAt: parts.clock.now(),
  });
  return {
    value: { class: className, dictionary: id, samples: samples.length, bytes: bytes.length },
    events: [{ kind: 'trained', detail: { class: className, samples: samples.length } }],
    writes: [adding],
  };
}

async function samplesOf(parts: TenantParts, className: string): Promise<Uint8Array[]> {
  const rows = await parts.sql.all(SAMPLES, [parts.tenant, className]);
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
