import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { AccordError, type Clock } from '@accord/kernel';
import type { SqlDatabase } from '@accord/storage';
import { LRUCache } from 'lru-cache';
import type { ClassPolicies } from './classes.ts';
import { createZstd } from './codec/zstd.ts';
import { createCommits } from './commits.ts';
import { createDictionaries } from './dictionaries.ts';
import { memoryErrors } from './errors.ts';
import type { House, Plain } from './house.ts';
import type { Keyring } from './keyring.ts';
import type { MemoryKnobs } from './knobs.ts';
import type { MemoryStore } from './memory-store.ts';
import { MEMORY_STEPS } from './tables.ts';
import { createSecrets } from './tenant-keys.ts';
import { tenantMemory } from './tenant-memory.ts';
import { upkeep } from './upkeep.ts';
import type { Witness } from './witness.ts';

export interface MemoryOptions {
  /** It stays the opener's to close. */
  readonly sql: SqlDatabase;
  readonly keyring: Keyring;
  readonly witness: Witness;
  readonly classes: ClassPolicies;
  readonly knobs: MemoryKnobs;
  readonly clock: Clock;
  /** Ids that sort in the order in which they were made. */
  readonly nextId: () => string;
}

/** No control characters, and no half of a pair. */
const TENANT = /^[^\p{Cc}\p{Cs}]{1,128}$/u;

/**
 * Opens what agents remember.
 *
 * @throws MEMORY_KEY_WRONG when it was written with another key, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA,
 * STORAGE_MIGRATION_FAILED
 */
export async function openMemory(options: MemoryOptions): Promise<MemoryStore> {
  const { sql, keyring, witness, classes, knobs, clock, nextId } = options;
  await sql.migrate('memory', MEMORY_STEPS);
  const secrets = createSecrets(sql, keyring);
  const signingKey = createPrivateKey({
    key: await secrets.own('events', newSigningKey),
    format: 'der',
    type: 'pkcs8',
  });
  const commits = createCommits({ sql, signingKey, witness, clock, waitingLimit: knobs.waiting_limit });
  const house: House = {
    sql,
    knobs,
    classes,
    clock,
    nextId,
    zstd: createZstd(),
    secrets,
    dictionaries: createDictionaries(sql, clock.monotonic),
    commits,
    opened:
      knobs.l1_bytes === 0
        ? undefined
        : new LRUCache<string, Plain>({
            maxSize: knobs.l1_bytes,
            sizeCalculation: ({ bytes }, key) => bytes.length + key.length,
          }),
    counts: { stored: 0, alreadyThere: 0, recalled: 0, fromMemory: 0, failed: 0 },
  };
  return {
    tenant(name) {
      if (TENANT.test(name)) return tenantMemory(house, name);
      throw new AccordError(memoryErrors.MEMORY_INVALID, {
        detail: 'No tenant has such a name',
        field: 'tenant',
      });
    },
    ...upkeep({ house, signingKey, witness }),
    counts: () => ({ ...house.counts }),
    close: () => commits.idle(),
  };
}

/** Whether anything was ever remembered in a database. @throws as `openMemory`, but for the key */
export async function holdsMemories(sql: SqlDatabase): Promise<boolean> {
  await sql.migrate('memory', MEMORY_STEPS);
  return (await sql.all('SELECT 1 AS there FROM memory_secrets LIMIT 1', [])).length > 0;
}

const newSigningKey = (): Buffer =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
