import { batchGain } from './serving/batch-gain.mjs';
import { overheadOfServing } from './serving/overhead.mjs';
import { overloadGoodput } from './serving/overload-goodput.mjs';
import { policiesOverhead } from './serving/policies-overhead.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['overhead_p50', 'policies_overhead', 'batch_gain', 'overload_goodput'];

/** What serving adds to a call, and what it saves when there are too many. Each part runs alone. */
export async function measure(say) {
  say('the runtime around an engine that answers at once');
  const overhead = await overheadOfServing();
  say('the policies around a call');
  const policies = await policiesOverhead();
  say('batches over single calls');
  const batches = await batchGain();
  say('three times more than the engine can carry');
  const overload = await overloadGoodput();
  return [...overhead, ...policies, ...batches, ...overload];
}
