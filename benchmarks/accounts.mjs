import { hotPath } from './accounts/hot-path.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['ledger_hot_path', 'ledger_booked'];

/** What keys and the ledger add to a request. */
export async function measure(say) {
  say('authenticate, reserve and settle');
  return hotPath();
}
