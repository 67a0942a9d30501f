import { createRng } from '@accord/kernel';
import { EFFORTS, type SearchOptions } from '../effort.ts';
import type { Candidate, Found } from '../search.ts';
import type { Studio } from '../studio.ts';
import { policyChooser, work, WORK_MOVES } from './run.ts';
import { readPolicy, type StoredPolicy } from './stored-policy.ts';

const SLICE_MS = 10;

/** Has the policy that ships with the product work on formulas, as often as the preset has it. */
export async function practiseFormulas(
  studio: Studio,
  { preset, seed, clock, signal, onProgress }: SearchOptions,
): Promise<Found> {
  const policy = shipped();
  const choose = policyChooser(policy, createRng(seed));
  const { episodes } = EFFORTS[preset];
  const ofEvaluations = episodes * (WORK_MOVES + 1);
  const isStopped = (): boolean => signal?.aborted === true;
  const candidates: Candidate[] = [];
  let evaluations = 0;
  let best = Infinity;
  let since = clock.monotonic();
  for (let episode = 0; episode < episodes && !isStopped(); episode += 1) {
    for (const visited of work(studio, choose, WORK_MOVES)) {
      evaluations += 1;
      if (visited !== undefined) candidates.push(visited);
      best = Math.min(best, visited?.value ?? Infinity);
      if (clock.monotonic() - since < SLICE_MS) continue;
      onProgress?.({ evaluations, ofEvaluations, best });
      await new Promise((resolve) => setImmediate(resolve));
      since = clock.monotonic();
      if (isStopped()) break;
    }
  }
  onProgress?.({ evaluations, ofEvaluations, best });
  return { candidates, evaluations, reason: isStopped() ? 'stopped' : 'evaluations' };
}

let policy: StoredPolicy | undefined;

/** Read when it is first asked for. @throws AccordError PPO_CHECKPOINT_INVALID */
function shipped(): StoredPolicy {
  policy ??= readPolicy();
  return policy;
}
