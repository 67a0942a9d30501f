import { type PicoUsd, picoUsdOf } from '@accord/kernel';
import type { Overhead } from './journal/record.ts';
import type { Use } from './ledger.ts';

/** What a request costs besides its upstreams, in US dollars. */
export interface OverheadPrices {
  readonly compute_usd_per_hour: number;
  readonly network_usd_per_gb: number;
  /** For a month. */
  readonly storage_usd_per_gb_month: number;
}

const HOUR_MS = 3_600_000;
const GB = 1e9;
const NOTHING = 0 as PicoUsd;

export const NO_OVERHEAD: Overhead = { compute: NOTHING, network: NOTHING, storage: NOTHING };

/** Each part to the nearest trillionth of a dollar. */
export function overheadOf(use: Use | undefined, prices: OverheadPrices): Overhead {
  if (use === undefined) return NO_OVERHEAD;
  return {
    compute: picoUsdOf((Math.max(0, use.ms) / HOUR_MS) * prices.compute_usd_per_hour),
    network: picoUsdOf((use.networkBytes / GB) * prices.network_usd_per_gb),
    storage: picoUsdOf((use.storedBytes / GB) * prices.storage_usd_per_gb_month),
  };
}
