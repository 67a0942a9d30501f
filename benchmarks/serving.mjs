import { batchGain } from './serving/batch-gain.mjs';
import { policiesOverhead } from './serving/policies-overhead.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['batch_gain', 'policies_overhead'];

/** What stands between a request and its engine. */
export async function measure(say) {
  say('adaptive batching');
  const batches = await batchGain();
  say('the policies around a call');
  return [...batches, ...(await policiesOverhead())];
}
