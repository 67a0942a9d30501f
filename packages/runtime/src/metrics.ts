import type { MetricRegistry } from '@accord/telemetry';

export interface RuntimeMetrics {
  taskFinished(task: string, mode: string, ok: boolean, tookMs: number): void;
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
  return {
    taskFinished: (task, mode, ok, tookMs) => {
      finished.add([task, mode, ok ? 'ok' : 'failed']);
      latency.observe([task, mode], tookMs / 1000);
    },
  };
}
