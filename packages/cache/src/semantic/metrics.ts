import type { MetricRegistry } from '@accord/telemetry';
import type { SimilarLookup } from './similar-lookup.ts';

export interface SemanticMetrics {
  lookedUp(lookup: SimilarLookup): void;
  failed(): void;
}

export function semanticMetrics(registry: MetricRegistry): SemanticMetrics {
  const lookups = registry.counter({
    name: 'accord_cache_semantic_lookups_total',
    help: 'Looks for a similar question, by what came of them',
    labels: ['outcome'],
  });
  const refusals = registry.counter({
    name: 'accord_cache_semantic_refusals_total',
    help: 'Similar questions that a guard refused, by guard',
    labels: ['guard'],
  });
  return {
    lookedUp(lookup) {
      lookups.add([lookup.kind === 'missed' ? lookup.reason : lookup.kind], 1);
      if (lookup.kind === 'missed' && lookup.refusal !== undefined) refusals.add([lookup.refusal.guard], 1);
    },
    failed: () => lookups.add(['failed'], 1),
  };
}
