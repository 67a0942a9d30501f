import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type Account, NO_LIMITS, type RateLimits } from './account.ts';
import { accountErrors } from './errors.ts';
import { type FoundKey, type KeyTable, type StoredKey, type StoredLimits } from './key-table.ts';
import { freshKey, matches, type PresentedKey, parseKey } from './key-text.ts';
import type { IssuedKey, KeyRecord, Keys, NewKey, TenantRecord } from './keys.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';
import type { keyKnobs } from './knobs.ts';
import { storable } from './storable.ts';

export interface KeysOptions {
  readonly table: KeyTable;
  readonly knobs: KnobValues<typeof keyKnobs>;
  readonly clock: Clock;
}

/** What is known of a key, as of a moment. */
interface Known {
  readonly account: Account;
  readonly digest: Uint8Array;
  readonly endsAt: number;
  /** On the monotonic clock. */
  readonly readAt: number;
}

/** How many keys may be looked up at once; whoever sends made-up keys cannot fill the memory with lookups. */
const LOOKUPS_LIMIT = 1000;
const SECOND_MS = 1000;

export function createKeys({ table, knobs, clock }: KeysOptions): Keys {
  const known = new Map<string, Known>();
  const lookups = new Map<string, Promise<Known | undefined>>();

  const remember = (id: string, found: FoundKey | undefined): Known | undefined => {
    known.delete(id);
    if (found === undefined) return undefined;
    if (known.size >= knobs.cached) known.delete(known.keys().next().value ?? '');
    const { digest, endsAt } = found.key;
    const entry = {
      account: accountOf(found, knobs),
      digest,
      endsAt: endsAt ?? Number.POSITIVE_INFINITY,
      readAt: clock.monotonic(),
    };
    known.set(id, entry);
    return entry;
  };

  const lookUp = (id: PresentedKey['id']): MaybePromise<Known | undefined> => {
    const underWay = lookups.get(id);
    if (underWay !== undefined) return underWay;
    const found = table.find(id);
    if (!(found instanceof Promise)) return remember(id, found);
    if (lookups.size >= LOOKUPS_LIMIT) throw new AccordError(accountErrors.KEYS_BUSY);
    const lookup = found.then((row) => remember(id, row)).finally(() => lookups.delete(id));
    lookups.set(id, lookup);
    return lookup;
  };

  /** A database that is down does not lock out who was let in lately. */
  const lookUpOrTrust = (
    id: PresentedKey['id'],
    last: Known | undefined,
  ): MaybePromise<Known | undefined> => {
    const trusted = (error: unknown): Known => {
      const age = last === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - last.readAt;
      if (last === undefined || age > knobs.trusted_s * SECOND_MS) throw error;
      return last;
    };
    try {
      const found = lookUp(id);
      return found instanceof Promise ? found.catch(trusted) : found;
    } catch (error) {
      return trusted(error);
    }
  };

  const admit = (found: Known | undefined, secret: string): Account => {
    if (found === undefined || !matches(secret, found.digest) || found.endsAt <= clock.now()) throw invalid();
    return found.account;
  };

  const existing = async (id: string): Promise<StoredKey> => {
    const key = (await table.list()).find((one) => one.id === id);
    if (key === undefined) {
      throw new AccordError(accountErrors.KEY_NOT_FOUND, { detail: 'No key has that id', field: 'id' });
    }
    return key;
  };

  return {
    authenticate(presented) {
      if (presented === undefined) throw new AccordError(accountErrors.KEY_MISSING);
      const key = parseKey(presented);
      if (key === undefined) throw invalid();
      const last = known.get(key.id);
      if (last !== undefined && clock.monotonic() - last.readAt < knobs.fresh_ms)
        return admit(last, key.secret);
      return whenReady(lookUpOrTrust(key.id, last), (found) => admit(found, key.secret));
    },
    async create(asked) {
      checkNames(asked);
      const { id, text, digest } = freshKey();
      await table.put([storedOf(asked, { id, digest, createdAt: clock.now() })], []);
      return { id, secret: text };
    },
    list: async () => (await table.list()).map((key) => recordOf(key, knobs)),
    async revoke(id) {
      const key = await existing(id);
      const now = clock.now();
      await table.put([], [{ id: key.id, endsAt: now, revokedAt: now }]);
      known.delete(id);
    },
    async rotate(id, { graceSeconds }): Promise<IssuedKey> {
      const old = await existing(id);
      const now = clock.now();
      if (old.endsAt !== undefined) {
        throw new AccordError(accountErrors.KEY_ENDED, { detail: `${old.id} was revoked or rotated before` });
      }
      const { id: next, text, digest } = freshKey();
      const successor = { ...old, id: next, digest, createdAt: now, revokedAt: undefined, endsAt: undefined };
      const endsAt = now + Math.round(graceSeconds * SECOND_MS);
      await table.put([successor], [{ id: old.id, endsAt, revokedAt: undefined }]);
      known.delete(id);
      return { id: next, secret: text };
    },
    async setTenant(record) {
      checkNames({ tenant: record.tenant, name: '' });
      await table.putTenant(record);
      known.clear();
    },
    tenants: async () => (await table.tenants()).map((tenant): TenantRecord => tenant),
  };
}

/** A tenant is part of names elsewhere, such as those of cached answers, so it is plain. */
const TENANT = /^[A-Za-z0-9][\w.-]{0,63}$/;
const NAME_LIMIT = 200;

function checkNames({ tenant, name }: Pick<NewKey, 'tenant' | 'name'>): void {
  const refuse = (field: string, detail: string): AccordError =>
    new AccordError(accountErrors.KEY_FIELD_INVALID, { field, detail });
  if (!TENANT.test(tenant)) {
    throw refuse('tenant', 'A tenant is 1 to 64 letters, digits, dots, hyphens and underscores');
  }
  if (name.length > NAME_LIMIT) throw refuse('name', `A name has at most ${NAME_LIMIT} characters`);
}

const invalid = (): AccordError => new AccordError(accountErrors.KEY_INVALID);

function accountOf({ key, tenant }: FoundKey, knobs: KeysOptions['knobs']): Account {
  return {
    key: key.id,
    tenant: key.tenant,
    role: key.role,
    limits: { key: keyLimits(key.limits, knobs), tenant: withoutZero(tenant.limits) },
    budgets: { key: key.budget, tenant: tenant.budget },
  };
}

const keyLimits = (limits: StoredLimits, knobs: KeysOptions['knobs']): RateLimits =>
  withoutZero({
    perMinute: limits.perMinute ?? knobs.default_per_minute,
    perHour: limits.perHour ?? knobs.default_per_hour,
  });

/** 0 stands for no limit. */
function withoutZero({ perMinute, perHour }: StoredLimits): RateLimits {
  if (!perMinute && !perHour) return NO_LIMITS;
  return { perMinute: perMinute || undefined, perHour: perHour || undefined };
}

const recordOf = (key: StoredKey, knobs: KeysOptions['knobs']): KeyRecord => ({
  id: key.id,
  name: key.name,
  tenant: key.tenant,
  role: key.role,
  limits: keyLimits(key.limits, knobs),
  budget: key.budget,
  createdAt: key.createdAt,
  revokedAt: key.revokedAt,
  endsAt: key.endsAt,
});

const storedOf = (
  { tenant, role, name, limits, budget }: NewKey,
  made: Pick<StoredKey, 'id' | 'digest' | 'createdAt'>,
): StoredKey => ({
  ...made,
  name: storable(name),
  tenant,
  role,
  limits: { perMinute: limits?.perMinute, perHour: limits?.perHour },
  budget: { day: budget?.day, month: budget?.month },
  revokedAt: undefined,
  endsAt: undefined,
});
