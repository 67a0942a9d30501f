import { accountErrors, keyKnobs, ledgerKnobs } from '@accord/accounts';
import {
  cacheErrors,
  cacheKnobs,
  encryptionKnobs,
  localBusKnobs,
  redisCacheKnobs,
  sqliteCacheKnobs,
} from '@accord/cache';
import { engineErrors, engineKnobs, llamaCppKnobs } from '@accord/engine';
import { gatewayErrors, gatewayKnobs } from '@accord/gateway';
import { fragrance } from '@accord/fragrance';
import type { ErrorKind } from '@accord/kernel';
import { type KnobSet, knobErrors } from '@accord/knobs';
import {
  costKnobs,
  creativeKnobs,
  type Domain,
  decisionKnobs,
  downshiftKnobs,
  interpreterKnobs,
  limitKnobs,
  runtimeErrors,
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
import { storageErrors, storageKnobs } from '@accord/storage';
import { logKnobs, processKnobs, tierKnobs, tracingKnobs } from '@accord/telemetry';
import { hostErrors } from './errors.ts';
import { hostKnobs } from './knobs.ts';

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
    engineKnobs,
    llamaCppKnobs,
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
    keyKnobs,
    ledgerKnobs,
    decisionKnobs,
    interpreterKnobs,
    validatorKnobs,
    creativeKnobs,
    downshiftKnobs,
    limitKnobs,
    costKnobs,
    gatewayKnobs,
    ...domains.flatMap(({ knobs }) => knobs),
  ];
}

/** The errors of all rooms up to this one, with those of the given domains. */
function errorKindsOf(domains: readonly Domain[]): ErrorKind[] {
  const rooms = [
    knobErrors,
    storageErrors,
    engineErrors,
    resilienceErrors,
    cacheErrors,
    accountErrors,
    runtimeErrors,
    gatewayErrors,
    hostErrors,
  ];
  return [...rooms, ...domains.map(({ errors }) => errors)].flatMap((kinds) =>
    Object.values<ErrorKind>(kinds),
  );
}

/** Every knob below the apps. */
export const allKnobs: readonly KnobSet[] = knobSetsOf(DOMAINS);

/** Every error below the apps. */
export const allErrors: readonly ErrorKind[] = errorKindsOf(DOMAINS);
