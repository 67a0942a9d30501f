import type { MemoryMonitoring } from '@accord/contract';
import { gaugeText } from '@accord/telemetry';

type Sample = readonly [labels: readonly string[], value: number];

const PREFIX = 'accord_memory_';
const FIGURES = {
  compression_ratio: 'Bytes of the contents over bytes kept, dictionaries included',
  avg_latency_ms: 'Of store, recall and search in this process',
  llm_cas_hit_rate: 'Share of what this process stored that was there already',
  error_rate: 'Share of what this process was asked that failed for no fault of the caller',
  divergence_rate: 'Share of the keys read from both stores by migrations that differed',
  tenants: 'Tenants that something was remembered of',
  records: 'Records of all tenants',
} as const satisfies Partial<Record<keyof MemoryMonitoring, string>>;
const OF_TIERS = {
  contents: 'Contents in a class and tier',
  content_bytes: 'Bytes of the contents as they were given',
  kept_bytes: 'Bytes of the contents as they are kept',
} as const;

/** The report in the text format of Prometheus; what is not known yet is left out. */
export function memoryMetricsText(report: MemoryMonitoring): string {
  const single = (value: number | null): readonly Sample[] => (value === null ? [] : [[[], value]]);
  return gaugeText([
    ...namesOf(FIGURES).map((name) => ({
      name: PREFIX + name,
      help: FIGURES[name],
      labels: [],
      samples: single(report[name]),
    })),
    ...namesOf(OF_TIERS).map((name) => ({
      name: PREFIX + name,
      help: OF_TIERS[name],
      labels: ['class', 'tier'],
      samples: report.tiers.map((tier): Sample => [[tier.class, tier.tier], tier[name]]),
    })),
    {
      name: `${PREFIX}latency_p95_ms`,
      help: 'Of the last ten minutes in this process',
      labels: ['operation', 'tier'],
      samples: report.latency.map((each): Sample => [[each.operation, each.tier ?? ''], each.p95_ms]),
    },
  ]);
}

const namesOf = <Name extends string>(named: Readonly<Record<Name, string>>): Name[] =>
  Object.keys(named) as Name[];
