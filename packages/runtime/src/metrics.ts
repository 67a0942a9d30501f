import type { MetricRegistry } from '@accord/telemetry';

export interface RuntimeMetrics {
  taskFinished(task: string, mode: string, ok: boolean, tookMs: number): void;
  /** Less was done than was asked for, or elsewhere. */
  downshifted(from: string, to: string, reason: string): void;
  tokensUsed(task: string, input: number, output: number): void;
}

/** Upper bounds in seconds: from the rules' fraction of a millisecond to the slowest creative model. */
const LATENCY_BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2, 5, 10, 25, 60];

export function runtimeMetrics(registry: MetricRegistry): RuntimeMetrics {
  const finished = registry.counter({
    name: 'accord_tasks_total',
    help: 'Tasks that ended, by how they ended',
    labels: ['task', 'mode', 'outcome'],
  });
  const latency = registry.histogram({
    name: 'accord_task_duration_seconds',
    help: 'From the start of a task to its settled end',
    labels: ['task', 'mode'],
    buckets: LATENCY_BUCKETS,
  });
  const downshifts = registry.counter({
    name: 'downshift_total',
    help: 'Requests that were answered by less than was asked for, or by other engines',
    labels: ['from', 'to', 'reason'],
  });
  const tokens = registry.counter({
    name: 'tokens_total',
    help: 'Tokens that engines counted',
    labels: ['task', 'direction'],
  });
  return {
    downshifted: (from, to, reason) => downshifts.add([from, to, reason]),
    tokensUsed: (task, input, output) => {
      tokens.add([task, 'input'], input);
      tokens.add([task, 'output'], output);
    },
    taskFinished: (task, mode, ok, tookMs) => {
      finished.add([task, mode, ok ? 'ok' : 'failed']);
      latency.observe([task, mode], tookMs / 1000);
    },
  };
}
