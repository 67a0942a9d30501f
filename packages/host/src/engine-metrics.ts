import { ROLES } from '@accord/contract';
import type { GuardedEngine } from '@accord/runtime';
import type { MetricRegistry } from '@accord/telemetry';
import type { EnginesByRole } from './engines.ts';

/** What each breaker's state counts as, so that a higher number is worse. */
const BREAKER_LEVELS = { closed: 0, 'half-open': 1, open: 2 } as const;

/** How the engines stand, read when the metrics are printed. */
export function engineMetrics(registry: MetricRegistry, engines: EnginesByRole): void {
  const guarded = [...new Set(ROLES.flatMap((role) => engines[role]))];
  const ofModels = (read: (state: NonNullable<ReturnType<GuardedEngine['state']>>) => number) => () =>
    guarded.flatMap(({ key, state }): [readonly string[], number][] => {
      const now = state();
      return now === undefined ? [] : [[[key], read(now)]];
    });

  registry.gauges(
    {
      name: 'model_health_status',
      help: '1 while a model can be asked, 0 while it is left alone',
      labels: ['model'],
    },
    () => guarded.map(({ key, admission }) => [[key], admission().state === 'admitted' ? 1 : 0]),
  );
  registry.gauges(
    { name: 'breaker_state', help: '0 closed, 1 half-open, 2 open', labels: ['model'] },
    ofModels(({ breaker }) => BREAKER_LEVELS[breaker.kind]),
  );
  registry.gauges(
    {
      name: 'concurrency_limit',
      help: 'Calls that may run at once, as adapted to the latency',
      labels: ['model'],
    },
    ofModels(({ calls }) => calls.limit),
  );
  registry.gauges(
    {
      name: 'accord_embedding_batch_size',
      help: 'Texts that are embedded in one call at most, as adapted to how calls go',
      labels: ['model'],
    },
    ofModels(({ batches }) => batches.size),
  );
  registry.gauges(
    { name: 'queue_size', help: 'Requests that wait for a model, by class', labels: ['model', 'priority'] },
    () =>
      guarded.flatMap(({ key, state }) =>
        Object.entries(state()?.calls.waiting ?? {}).map(
          ([priority, waiting]): [readonly string[], number] => [[key, priority], waiting],
        ),
      ),
  );
}
