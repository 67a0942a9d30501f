import { dayOf, dayText } from './day.ts';
import type { End, Head } from './journal/record.ts';
import type { LedgerEvent } from './journal/replay.ts';
import type { Charge } from './ledger.ts';
import { createSum, type Sum } from './sum.ts';

/**
 * The accounts. Each record moves amounts between two of a pair, so that every record, every day and the whole sum to
 * zero:
 * - `reserved` is what is set aside for requests that are under way, `budget` what it was taken from;
 * - `spent` is what a tenant's key was charged, `upstream` what is owed to who answered;
 * - `overhead` is what a request cost besides (its `model` is compute, network or storage), `house` who bears it.
 */
export type AccountKind = 'budget' | 'reserved' | 'spent' | 'upstream' | 'overhead' | 'house';

export interface LedgerAccount {
  readonly kind: AccountKind;
  readonly day: string;
  readonly tenant: string;
  readonly key: string;
  readonly engine: string;
  readonly model: string;
}

/** What has moved on an account. */
export interface Movement {
  /** Trillionths of a US dollar. */
  readonly amount: Sum;
  /** Charges, those from the cache included. */
  calls: number;
  estimated: number;
  fromCache: number;
  /** As the upstream counted them, or as they were estimated; none from the cache. */
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
}

/** What budgets are held against: what a key, or a tenant, has set aside and spent on a day. */
export interface BudgetUse {
  readonly reserved: Sum;
  readonly spent: Sum;
}

/** Adds up what events move. */
export interface Tally {
  add(event: LedgerEvent): void;
  accounts(): { readonly account: LedgerAccount; readonly movement: Movement }[];
  /** By scope (`key:…`, `tenant:…`) and day. */
  uses(): { readonly scope: string; readonly day: string; readonly use: BudgetUse }[];
}

export const keyScope = (key: string): string => `key:${key}`;
export const tenantScope = (tenant: string): string => `tenant:${tenant}`;

/** What belongs to one tenant on one day. */
interface TenantDay {
  readonly day: string;
  readonly tenant: string;
  readonly use: BudgetUse;
  readonly budget: Movement;
  readonly reserved: Movement;
  readonly keys: Map<string, KeyDay>;
}

interface KeyDay {
  readonly key: string;
  readonly use: BudgetUse;
  readonly spent: ByModel;
  readonly overhead: ByModel;
}

type ByModel = Map<string, Map<string, Movement>>;
type Parts = 'compute' | 'network' | 'storage';
const PARTS: readonly Parts[] = ['compute', 'network', 'storage'];
/** The engine of an account that has none. */
const NONE = '';

export function createTally(): Tally {
  const tenants = new Map<number, Map<string, TenantDay>>();
  const upstreams = new Map<number, ByModel>();
  const house = new Map<number, ByModel>();

  const tenantDay = (day: number, tenant: string): TenantDay =>
    within(within(tenants, day, newMap<string, TenantDay>), tenant, () => newTenantDay(dayText(day), tenant));
  const keyDay = (of: TenantDay, key: string): KeyDay => within(of.keys, key, () => newKeyDay(key));

  const hold = ({ at, tenant, key, most }: Head, sign: 1 | -1): void => {
    const of = tenantDay(dayOf(at), tenant);
    of.budget.amount.add(-sign * most);
    of.reserved.amount.add(sign * most);
    of.use.reserved.add(sign * most);
    if (key !== '') keyDay(of, key).use.reserved.add(sign * most);
  };
  const charge = (spent: ByModel, day: number, { engine, model, cost, basis, tokens }: Charge): void => {
    const movement = movementIn(spent, engine, model);
    movement.amount.add(cost);
    movement.calls += 1;
    if (basis === 'cache') movement.fromCache += 1;
    else {
      if (basis === 'estimated') movement.estimated += 1;
      movement.inputTokens += tokens.input;
      movement.cachedTokens += tokens.cachedInput;
      movement.outputTokens += tokens.output;
    }
    if (cost !== 0) movementIn(within(upstreams, day, newByModel), engine, model).amount.add(0 - cost);
  };
  const book = ({ tenant, key }: Head, { at, charges, overhead }: End): void => {
    const day = dayOf(at);
    const of = tenantDay(day, tenant);
    const by = keyDay(of, key);
    for (const one of charges) {
      charge(by.spent, day, one);
      of.use.spent.add(one.cost);
      if (key !== '') by.use.spent.add(one.cost);
    }
    for (const part of PARTS) {
      if (overhead[part] === 0) continue;
      movementIn(by.overhead, NONE, part).amount.add(overhead[part]);
      movementIn(within(house, day, newByModel), NONE, part).amount.add(0 - overhead[part]);
    }
  };

  return {
    add(event) {
      if (event.kind === 'reserved') return hold(event.head, 1);
      if (event.kind !== 'posted') hold(event.head, -1);
      book(event.head, event.end);
    },
    accounts: () => [
      ...[...tenants.values()].flatMap((byTenant) => [...byTenant.values()].flatMap(accountsOf)),
      ...[...upstreams].flatMap(([day, models]) => namedBy({ kind: 'upstream', day: dayText(day) }, models)),
      ...[...house].flatMap(([day, models]) => namedBy({ kind: 'house', day: dayText(day) }, models)),
    ],
    uses: () =>
      [...tenants.values()].flatMap((byTenant) =>
        [...byTenant.values()].flatMap(({ day, tenant, use, keys }) => [
          { scope: tenantScope(tenant), day, use },
          ...[...keys.values()]
            .filter(({ key }) => key !== '')
            .map(({ key, use: ofKey }) => ({ scope: keyScope(key), day, use: ofKey })),
        ]),
      ),
  };
}

function within<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const newMap = <Key, Value>(): Map<Key, Value> => new Map();
const newByModel = (): ByModel => new Map();
const movementIn = (models: ByModel, engine: string, model: string): Movement =>
  within(within(models, engine, newMap<string, Movement>), model, newMovement);

const newMovement = (): Movement => ({
  amount: createSum(),
  calls: 0,
  estimated: 0,
  fromCache: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
});

const newUse = (): BudgetUse => ({ reserved: createSum(), spent: createSum() });
const newKeyDay = (key: string): KeyDay => ({
  key,
  use: newUse(),
  spent: newByModel(),
  overhead: newByModel(),
});
const newTenantDay = (day: string, tenant: string): TenantDay => ({
  day,
  tenant,
  use: newUse(),
  budget: newMovement(),
  reserved: newMovement(),
  keys: new Map(),
});

type Moved = ReturnType<Tally['accounts']>[number];

function namedBy(
  { kind, day, tenant = '', key = '' }: Partial<LedgerAccount> & Pick<LedgerAccount, 'kind' | 'day'>,
  models: ByModel,
): Moved[] {
  return [...models].flatMap(([engine, byName]) =>
    [...byName].map(([model, movement]) => ({
      account: { kind, day, tenant, key, engine, model },
      movement,
    })),
  );
}

function accountsOf({ day, tenant, budget, reserved, keys }: TenantDay): Moved[] {
  const held = { day, tenant, key: '', engine: '', model: '' };
  return [
    { account: { kind: 'budget', ...held }, movement: budget },
    { account: { kind: 'reserved', ...held }, movement: reserved },
    ...[...keys.values()].flatMap(({ key, spent, overhead }) => [
      ...namedBy({ kind: 'spent', day, tenant, key }, spent),
      ...namedBy({ kind: 'overhead', day, tenant, key }, overhead),
    ]),
  ];
}
