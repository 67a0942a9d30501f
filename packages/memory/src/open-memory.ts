import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { SqlDatabase } from '@accord/storage';
import type { VectorKnobs } from '@accord/vectors';
import { checkedClasses, type ClassPolicies, DEFAULT_CLASSES } from './classes.ts';
import { codecWorker } from './codec/codec-worker.ts';
import { openKeyRing, type KeyRing } from './crypto/key-ring.ts';
import type { MasterKeys } from './crypto/master-keys.ts';
import { memoryErrors } from './errors.ts';
import type { memoryKnobs } from './knobs.ts';
import { type Anchor, openAnchor } from './ledger/anchor.ts';
import { createCommitter } from './ledger/committer.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';
import { operationRecord } from './operation-record.ts';
import { invalid } from './records/checked-record.ts';
import { contentsOf } from './records/contents.ts';
import { dictionariesOf } from './records/dictionaries.ts';
import { rotateTenant } from './rotation.ts';
import { type SearchIndex, searchIndex } from './search-index.ts';
import { type MemorySettings, settingsOf } from './settings.ts';
import type { MemoryStore, TenantMemory } from './store.ts';
import { bytesIn, hexOf, numberIn, packIn, textIn } from './tables/cells.ts';
import { MEMORY_STEPS } from './tables/steps.ts';
import { tenantNumber } from './tables/tenants.ts';
import { tenantMemory } from './tenant-memory.ts';
import type { TenantParts } from './tenant-parts.ts';
import type { ShortenText } from './tiers/ageing.ts';
import { ageInBackground } from './tiers/background-ageing.ts';
import { hotPool, type HotPool } from './tiers/hot-records.ts';
import { nearContents } from './tiers/near-contents.ts';
import { packFiles } from './tiers/pack-files.ts';
import { vectorSample } from './tiers/vector-sample.ts';

export interface MemoryOptions {
  /** It stays the opener's to close. */
  readonly sql: SqlDatabase;
  /** Of packs and of the anchors of ledgers. Processes that share the database share it, too. */
  readonly folder: string;
  readonly keys: MasterKeys;
  readonly classes?: ClassPolicies | undefined;
  readonly knobs: Omit<KnobValues<typeof memoryKnobs>, 'keys' | 'key_file' | 'classes_file'>;
  readonly vectorKnobs: VectorKnobs;
  readonly clock: Clock;
  readonly rng: Rng;
  /** The database is on another machine, where classes that are `edge_only` do not go. */
  readonly sqlElsewhere?: boolean | undefined;
  /** Makes the semantic form; without it, nothing is shortened. */
  readonly shorten?: ShortenText | undefined;
  /** Of work in the background that went wrong without anyone waiting for it. */
  readonly onFailure: (error: unknown) => void;
}

/** Of all stores of the process; idle, it does not keep the process alive. */
const codec = codecWorker();
const LONGEST_NAME = 200;
const TENANTS = `SELECT name FROM memory_tenants t WHERE EXISTS
  (SELECT 1 FROM memory_events e WHERE e.tenant = t.id) ORDER BY name`;
const LAST_SEQ = 'SELECT seq FROM memory_events WHERE tenant = ? ORDER BY seq DESC LIMIT 1';
const PACKS = 'SELECT file FROM memory_packs WHERE tenant = ?';

interface OpenTenant {
  readonly memory: TenantMemory;
  readonly parts: TenantParts;
  readonly anchor: Anchor;
  readonly index: SearchIndex;
  readonly refreshKeys: () => Promise<void>;
}

/**
 * Brings the tables up to date, and opens all keys.
 *
 * @throws MEMORY_KEY_MISSING, MEMORY_SEAL_BROKEN, MEMORY_POLICY_INVALID, and the errors of storage
 */
export async function openMemory(options: MemoryOptions): Promise<MemoryStore> {
  const { sql } = options;
  const classes = checkedClasses(options.classes ?? DEFAULT_CLASSES);
  const settings = settingsOf(options.knobs);
  await sql.migrate('memory', MEMORY_STEPS);
  const ring = await openKeyRing(sql, options.keys);
  const pool = hotPool(settings.l1Bytes);
  const open = new Map<string, Promise<OpenTenant>>();
  const tenantOf = async (name: string): Promise<OpenTenant> => {
    const known = open.get(name);
    if (known !== undefined) return known;
    const opening = openTenant(name, { ...options, classes, settings, ring, pool });
    open.set(name, opening);
    opening.catch(() => open.delete(name));
    return opening;
  };
  const tenants = async (): Promise<string[]> =>
    (await sql.all(TENANTS, [])).map((row) => textIn(row, 'name'));

  const ageing = ageInBackground({
    everyMs: settings.age_every_s * 1000,
    clock: options.clock,
    rng: options.rng,
    onFailure: options.onFailure,
    async age(signal) {
      for (const name of await tenants()) {
        if (!signal.aborted) await (await tenantOf(name)).memory.age({ signal });
      }
    },
  });

  return {
    async tenant(name) {
      if (name.length === 0 || name.length > LONGEST_NAME || name.includes('\0')) {
        throw invalid('tenant', `a name has 1 … ${LONGEST_NAME} characters`);
      }
      return (await tenantOf(name)).memory;
    },
    tenants,
    async rotateKeys() {
      await ring.reseal();
      const all = await tenants();
      let rewrapped = 0;
      for (const name of all) {
        const { parts, refreshKeys } = await tenantOf(name);
        rewrapped += await rotateTenant(parts, ring, refreshKeys);
      }
      return { tenants: all.length, rewrapped };
    },
    async close() {
      await ageing.close();
      for (const opening of open.values()) {
        const { parts, anchor, index } = await opening;
        await parts.committer.settled();
        anchor.flush();
        index.close();
      }
    },
  };
}

interface TenantOptions extends MemoryOptions {
  readonly classes: ClassPolicies;
  readonly settings: MemorySettings;
  readonly ring: KeyRing;
  readonly pool: HotPool;
}

async function openTenant(tenant: string, options: TenantOptions): Promise<OpenTenant> {
  const { sql, clock, rng, settings, classes, ring } = options;
  const tenantId = await tenantNumber(sql, tenant);
  let keys = await ring.tenant(tenant);
  const refreshKeys = async (): Promise<void> => {
    keys = await ring.refresh(tenant);
  };
  const anchor = openAnchor({
    folder: join(options.folder, 'heads'),
    tenant,
    clock,
    onFailure: options.onFailure,
  });
  await guardAnchor(sql, tenantId, anchor);
  const hot = options.pool.view();
  const dictionaries = dictionariesOf({ sql, tenant, tenantId, keys: () => keys });
  const packs = packFiles(join(options.folder, 'packs', folderOf(tenant)), clock);
  const contents = contentsOf({ sql, tenant, tenantId, keys: () => keys, dictionaries, packs });
  const near = nearContents({ sql, tenantId, keys: () => keys, threshold: settings.near_threshold });
  const moved = async (): Promise<void> => {
    hot.clear();
    near.clear();
    dictionaries.refresh();
    await refreshKeys();
  };
  const watch = await watchOthers({ sql, tenantId, clock, freshMs: settings.fresh_ms, moved });
  const committer = createCommitter({
    sql,
    tenant,
    tenantId,
    signing: ring.signing,
    anchor,
    clock,
    rng,
    moved,
    made: watch.made,
  });
  const policyOf: TenantParts['policyOf'] = (className) => {
    const policy = Object.hasOwn(classes, className) ? classes[className] : undefined;
    if (policy !== undefined) return policy;
    throw new AccordError(memoryErrors.MEMORY_CLASS_UNKNOWN, {
      detail: `There is no class ${JSON.stringify(className.slice(0, 40))}; there are ${Object.keys(classes).join(', ')}`,
      field: 'class',
    });
  };
  const parts: TenantParts = {
    tenant,
    tenantId,
    sql,
    clock,
    settings,
    classes,
    keys: () => keys,
    committer,
    contents,
    dictionaries,
    packs,
    codec,
    hot,
    near,
    policyOf,
  };
  const referred = new Set((await sql.all(PACKS, [tenantId])).map((row) => packIn(row, 'file')));
  packs.collect((file) => referred.has(file));
  const index = searchIndex(parts, { knobs: options.vectorKnobs, clock, onFailure: options.onFailure });
  const memory = tenantMemory({
    parts,
    signing: ring.signing,
    anchor,
    index,
    operations: operationRecord(clock),
    vectors: vectorSample(),
    shorten: options.shorten,
    isElsewhere: options.sqlElsewhere === true,
    refreshKeys,
    fresh: watch.fresh,
  });
  return { memory, parts, anchor, index, refreshKeys };
}

/** What the ledger does not bear out is set aside, so that what is appended now does not write over the trace. */
async function guardAnchor(sql: SqlDatabase, tenantId: bigint, anchor: Anchor): Promise<void> {
  const head = anchor.last();
  if (head === undefined) return;
  const seq = head === 'unreadable' ? 0 : head.seq;
  const [row] = await sql.all('SELECT digest FROM memory_events WHERE tenant = ? AND seq = ?', [
    tenantId,
    BigInt(seq),
  ]);
  const isBorneOut =
    head !== 'unreadable' && row !== undefined && hexOf(bytesIn(row, 'digest')) === head.digest;
  if (!isBorneOut) anchor.setAside();
}

/** The name of a tenant may have any characters, and a folder must not show it. */
const folderOf = (tenant: string): string => createHash('sha256').update(tenant).digest('hex').slice(0, 32);

interface Watching {
  readonly sql: SqlDatabase;
  readonly tenantId: bigint;
  readonly clock: Clock;
  readonly freshMs: number;
  readonly moved: () => Promise<void>;
}

/** Finds out, every so often, whether another process has changed anything. */
async function watchOthers({ sql, tenantId, clock, freshMs, moved }: Watching) {
  const lastSeq = (): MaybePromise<number> =>
    whenReady(sql.all(LAST_SEQ, [tenantId]), ([row]) => (row === undefined ? 0 : numberIn(row, 'seq')));
  let seen = await lastSeq();
  let checkedAt = clock.monotonic();
  return {
    made(seq: number): void {
      // What came in between is of another process, and is found at the next look.
      if (seq === seen + 1) seen = seq;
    },
    fresh(): MaybePromise<void> {
      const now = clock.monotonic();
      if (now - checkedAt < freshMs) return undefined;
      checkedAt = now;
      return whenReady(lastSeq(), (last) => {
        if (last <= seen) return undefined;
        seen = last;
        return moved();
      });
    },
  };
}
