import {
  accountErrors,
  keyKnobs,
  ledgerKnobs,
  limitErrors,
  priceKnobs,
  rateLimitKnobs,
} from '@accord/accounts';
import {
  type CacheEvents,
  cacheErrors,
  cacheKnobs,
  encryptionKnobs,
  localBusKnobs,
  redisCacheKnobs,
  semanticKnobs,
  sqliteCacheKnobs,
} from '@accord/cache';
import { computeKnobs, engineErrors, engineKnobs, llamaCppKnobs } from '@accord/engine';
import { gatewayErrors, gatewayKnobs } from '@accord/gateway';
import { fragrance } from '@accord/fragrance';
import type { ErrorKind } from '@accord/kernel';
import { type KnobSet, knobErrors } from '@accord/knobs';
import { optimizeErrors, optimizeKnobs, ppoErrors, ppoKnobs } from '@accord/optimize';
import {
  costKnobs,
  creativeKnobs,
  type Domain,
  decisionKnobs,
  downshiftKnobs,
  embeddingKnobs,
  interpreterKnobs,
  limitKnobs,
  runtimeErrors,
  servingEvents,
  validatorKnobs,
} from '@accord/runtime';
import {
  batchKnobs,
  breakerKnobs,
  bulkheadKnobs,
  healthTrackingKnobs,
  queueKnobs,
  resilienceErrors,
  retryKnobs,
  sheddingKnobs,
} from '@accord/resilience';
import { memoryErrors, memoryKnobs } from '@accord/memory';
import { postgresKnobs, storageErrors, storageKnobs } from '@accord/storage';
import { logKnobs, processKnobs, tierKnobs, tracingKnobs } from '@accord/telemetry';
import { vectorErrors, vectorKnobs } from '@accord/vectors';
import { hostErrors } from './errors.ts';
import { hostKnobs } from './knobs.ts';
import { judgeKnobs } from './semantic-knobs.ts';

/** Every domain of the house. */
export const DOMAINS: readonly Domain[] = [fragrance];

/** The knobs of all rooms up to this one, with those of the given domains. */
export function knobSetsOf(domains: readonly Domain[]): KnobSet[] {
  return [
    ...hostKnobs,
    logKnobs,
    processKnobs,
    tierKnobs,
    tracingKnobs,
    storageKnobs,
    vectorKnobs,
    postgresKnobs,
    engineKnobs,
    llamaCppKnobs,
    computeKnobs,
    breakerKnobs,
    bulkheadKnobs,
    queueKnobs,
    retryKnobs,
    batchKnobs,
    healthTrackingKnobs,
    sheddingKnobs,
    ...cacheKnobs,
    sqliteCacheKnobs,
    localBusKnobs,
    redisCacheKnobs,
    encryptionKnobs,
    rateLimitKnobs,
    keyKnobs,
    priceKnobs,
    ledgerKnobs,
    semanticKnobs,
    judgeKnobs,
    decisionKnobs,
    interpreterKnobs,
    validatorKnobs,
    creativeKnobs,
    downshiftKnobs,
    embeddingKnobs,
    limitKnobs,
    costKnobs,
    gatewayKnobs,
    memoryKnobs,
    ...optimizeKnobs,
    ppoKnobs,
    ...domains.flatMap(({ knobs }) => knobs),
  ];
}

/** The errors of all rooms up to this one, with those of the given domains. */
function errorKindsOf(domains: readonly Domain[]): ErrorKind[] {
  const rooms = [
    knobErrors,
    storageErrors,
    vectorErrors,
    engineErrors,
    resilienceErrors,
    cacheErrors,
    accountErrors,
    limitErrors,
    runtimeErrors,
    gatewayErrors,
    memoryErrors,
    optimizeErrors,
    ppoErrors,
    hostErrors,
  ];
  return [...rooms, ...domains.map(({ errors }) => errors)].flatMap((kinds) =>
    Object.values<ErrorKind>(kinds),
  );
}

/**
 * What makes kept answers invalid, of all domains and of serving itself.
 *
 * @throws TypeError for a name that is declared twice
 */
export function cacheEventsOf(domains: readonly Domain[]): CacheEvents {
  const events = [servingEvents, ...domains.map(({ cacheEvents }) => cacheEvents ?? {})].flatMap(
    Object.entries,
  );
  const names = events.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new TypeError(`two events of the cache are called ${twice}`);
  return Object.fromEntries(events);
}

/** Every knob below the apps. */
export const allKnobs: readonly KnobSet[] = knobSetsOf(DOMAINS);

/** Every error below the apps. */
export const allErrors: readonly ErrorKind[] = errorKindsOf(DOMAINS);
