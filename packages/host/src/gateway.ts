import type { Accounts } from '@accord/accounts';
import type { Cache, SemanticCache } from '@accord/cache';
import type { Dialect } from '@accord/engine/drivers/openai';
import {
  createGateway,
  createModels,
  type Gateway,
  gatewayKnobs,
  gatewayMetrics,
  type ModelTraits,
} from '@accord/gateway';
import { type Clock, type NanoUsd, nanoUsd, type Rng } from '@accord/kernel';
import { createRetry, retryKnobs } from '@accord/resilience';
import type {
  DecisionId,
  DecisionStore,
  GuardedEngine,
  ServingParameters,
  SpendMeter,
} from '@accord/runtime';
import type { MetricRegistry, TierMetrics } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';
import type { EnginesByRole } from './engines.ts';
import type { ModelBinding } from './knobs.ts';

/** What each model that was opened is bound to. */
export type EngineBindings = Map<GuardedEngine, ModelBinding>;

export interface GatewaySurroundings {
  readonly configuration: Configuration;
  readonly engines: EnginesByRole;
  readonly bindings: EngineBindings;
  readonly parameters: ServingParameters;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly metrics: MetricRegistry;
  readonly tiers: TierMetrics;
  readonly decisions: DecisionStore;
  readonly spend: SpendMeter;
  readonly accounts: Pick<Accounts, 'ledger'>;
  readonly cache: Cache | undefined;
  readonly semantic: SemanticCache | undefined;
  readonly nextId: () => DecisionId;
}

/** How often what was spent is written down. */
const SPENT_EVERY_MS = 100;

/** Assembles the OpenAI-compatible endpoints. To be closed before the spend meter is. */
export function openGateway(surroundings: GatewaySurroundings): {
  readonly gateway: Gateway;
  close(): void;
} {
  const { clock, rng, decisions, tiers, nextId, engines, bindings, parameters, accounts } = surroundings;
  const { knobs } = surroundings.configuration;
  const spending = gathered(surroundings.spend, clock);
  const gateway = createGateway({
    clock,
    knobs: knobs.of(gatewayKnobs),
    ledger: accounts.ledger,
    retry: createRetry({ clock, rng, knobs: knobs.of(retryKnobs) }),
    metrics: gatewayMetrics(surroundings.metrics),
    models: createModels({
      engines,
      parameters,
      traitsOf: (engine) => {
        const binding = bindings.get(engine);
        return binding === undefined ? undefined : traitsOf(binding);
      },
    }),
    cache: surroundings.cache,
    semantic: surroundings.semantic,
    moneyLeft: spending.left,
    spent: spending.spent,
    nextId,
    decisions,
    tiers,
  });
  return { gateway, close: spending.flush };
}

/** What servers call the sampling parameters that the protocol does not have. */
const SAMPLING: Readonly<Record<Dialect, ModelTraits['sampling']>> = {
  openai: undefined,
  vllm: { topK: 'top_k', repetitionPenalty: 'repetition_penalty' },
  'llama.cpp': { topK: 'top_k', repetitionPenalty: 'repeat_penalty' },
};

const traitsOf = ({ model, dialect, continues, responses }: ModelBinding): ModelTraits => ({
  model,
  sampling: SAMPLING[dialect],
  continues,
  responses,
});

interface Spending {
  left(): NanoUsd | undefined;
  spent(cost: NanoUsd): void;
  flush(): void;
}

/** Hands what was spent to the meter now and then, since each time is a write; what is on the way is counted here. */
function gathered(meter: SpendMeter, clock: Clock): Spending {
  let gatheredNano = 0;
  let stopTimer: (() => void) | undefined;
  const flush = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    if (gatheredNano > 0) meter.spent(nanoUsd(gatheredNano));
    gatheredNano = 0;
  };
  return {
    left() {
      const left = meter.left();
      return left === undefined ? undefined : nanoUsd(Math.max(0, left - gatheredNano));
    },
    spent(cost) {
      gatheredNano += cost;
      stopTimer ??= clock.after(SPENT_EVERY_MS, flush, { background: true });
    },
    flush,
  };
}
