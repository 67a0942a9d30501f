import type { KnobValues } from '@accord/knobs';
import type { costKnobs } from './knobs.ts';

/** What one request used, as it was measured. */
export interface Use {
  /** US dollars that the engines cost, from the tokens they counted. */
  readonly llmUsd: number;
  /** Milliseconds from its start to its end. */
  readonly ms: number;
  /** Bytes of the request and of its reply. */
  readonly networkBytes: number;
  /** Bytes that are kept of it, for a month. */
  readonly storedBytes: number;
}

/** In US dollars. */
export interface Cost {
  readonly llm: number;
  readonly compute: number;
  readonly network: number;
  readonly storage: number;
  readonly total: number;
}

const HOUR_MS = 3_600_000;
const GB = 1e9;

/** Cost of a request, split as in the tuning guide: model, compute, network, storage. */
export function requestCost(use: Use, prices: KnobValues<typeof costKnobs>): Cost {
  const llm = use.llmUsd;
  const compute = (use.ms / HOUR_MS) * prices.compute_usd_per_hour;
  const network = (use.networkBytes / GB) * prices.network_usd_per_gb;
  const storage = (use.storedBytes / GB) * prices.storage_usd_per_gb_month;
  return { llm, compute, network, storage, total: llm + compute + network + storage };
}
