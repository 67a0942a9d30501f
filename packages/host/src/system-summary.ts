import type { CacheStats, DeviceReport, Health, MemoryMonitoring, SystemSummary } from '@accord/contract';
import { AccordError } from '@accord/kernel';

export interface Summarised {
  health(): Promise<Health>;
  monitoring(): Promise<MemoryMonitoring>;
  cache(): Promise<CacheStats>;
  device(): Promise<DeviceReport>;
}

/** The whole in a few figures. A memory that does not open is said to be so, and hides nothing else. */
export async function summaryOf(parts: Summarised): Promise<SystemSummary> {
  const [health, cache, device, memory] = await Promise.all([
    parts.health(),
    parts.cache(),
    parts.device(),
    memoryOf(parts),
  ]);
  const components = Object.entries(health.components).map(([name, { status }]) => [name, status] as const);
  return {
    ...health,
    components: Object.fromEntries(components),
    ...memory,
    cache: { lookups: cache.lookups, hit_rate: cache.hit_rate },
    device,
  };
}

async function memoryOf({
  monitoring,
}: Summarised): Promise<Pick<SystemSummary, 'memory' | 'memory_problem'>> {
  try {
    const report = await monitoring();
    return {
      memory: {
        tenants: report.tenants,
        records: report.records,
        kept_bytes: report.kept_bytes,
        compression_ratio: report.compression_ratio,
        avg_latency_ms: report.avg_latency_ms,
        llm_cas_hit_rate: report.llm_cas_hit_rate,
        error_rate: report.error_rate,
        divergence_rate: report.divergence_rate,
      },
      memory_problem: null,
    };
  } catch (error) {
    if (!(error instanceof AccordError)) throw error;
    return { memory: null, memory_problem: `${error.code}: ${error.message}` };
  }
}
