import { dayOf, dayText } from './day.ts';
import type { Booked, Head, JournalRecord } from './journal/record.ts';
import type { Charge } from './ledger.ts';

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
  amount: bigint;
  /** Charges, those from the cache included. */
  calls: bigint;
  estimated: bigint;
  fromCache: bigint;
  /** As the upstream counted them, or as they were estimated; none from the cache. */
  inputTokens: bigint;
  cachedTokens: bigint;
  outputTokens: bigint;
}

/** What budgets are held against: what a key, or a tenant, has set aside and spent on a day. */
export interface BudgetUse {
  reserved: bigint;
  spent: bigint;
}

/** Adds up what records move. */
export interface Tally {
  add(record: JournalRecord): void;
  readonly accounts: ReadonlyMap<string, { readonly account: LedgerAccount; readonly movement: Movement }>;
  /** By scope (`key:…`, `tenant:…`) and day. */
  readonly uses: ReadonlyMap<
    string,
    { readonly scope: string; readonly day: string; readonly use: BudgetUse }
  >;
}

export const keyScope = (key: string): string => `key:${key}`;
export const tenantScope = (tenant: string): string => `tenant:${tenant}`;

export function createTally(): Tally {
  const accounts = new Map<string, { account: LedgerAccount; movement: Movement }>();
  const uses = new Map<string, { scope: string; day: string; use: BudgetUse }>();
  const days = new Map<number, string>();

  const dayAt = (at: number): string => {
    const day = dayOf(at);
    let text = days.get(day);
    if (text === undefined) {
      text = dayText(day);
      days.set(day, text);
    }
    return text;
  };
  const movementOf = (
    kind: AccountKind,
    day: string,
    tenant: string,
    key: string,
    engine: string,
    model: string,
  ): Movement => {
    const name = `${kind}\n${tenant}\n${day}\n${key}\n${engine}\n${model}`;
    let entry = accounts.get(name);
    if (entry === undefined) {
      entry = { account: { kind, day, tenant, key, engine, model }, movement: emptyMovement() };
      accounts.set(name, entry);
    }
    return entry.movement;
  };
  const useOf = (scope: string, day: string): BudgetUse => {
    const name = `${scope}\n${day}`;
    let entry = uses.get(name);
    if (entry === undefined) {
      entry = { scope, day, use: { reserved: 0n, spent: 0n } };
      uses.set(name, entry);
    }
    return entry.use;
  };
  const usesOf = ({ tenant, key }: Head, day: string): BudgetUse[] =>
    key === ''
      ? [useOf(tenantScope(tenant), day)]
      : [useOf(tenantScope(tenant), day), useOf(keyScope(key), day)];

  const hold = (head: Head, amount: bigint): void => {
    const day = dayAt(head.at);
    movementOf('budget', day, head.tenant, '', '', '').amount -= amount;
    movementOf('reserved', day, head.tenant, '', '', '').amount += amount;
    for (const use of usesOf(head, day)) use.reserved += amount;
  };
  const charge = ({ tenant, key }: Head, day: string, one: Charge): bigint => {
    const cost = BigInt(one.cost);
    const spent = movementOf('spent', day, tenant, key, one.engine, one.model);
    spent.amount += cost;
    spent.calls += 1n;
    if (one.basis === 'cache') spent.fromCache += 1n;
    else {
      if (one.basis === 'estimated') spent.estimated += 1n;
      spent.inputTokens += BigInt(one.tokens.input);
      spent.cachedTokens += BigInt(one.tokens.cachedInput);
      spent.outputTokens += BigInt(one.tokens.output);
    }
    if (cost !== 0n) movementOf('upstream', day, '', '', one.engine, one.model).amount -= cost;
    return cost;
  };
  const bear = ({ head, overhead }: Booked, day: string): void => {
    for (const part of ['compute', 'network', 'storage'] as const) {
      if (overhead[part] === 0) continue;
      const amount = BigInt(overhead[part]);
      movementOf('overhead', day, head.tenant, head.key, '', part).amount += amount;
      movementOf('house', day, '', '', '', part).amount -= amount;
    }
  };
  const book = (booked: Booked): void => {
    const { head } = booked;
    if (booked.kind !== 'posted') hold(head, -BigInt(head.most));
    const day = dayAt(booked.at);
    let sum = 0n;
    for (const one of booked.charges) sum += charge(head, day, one);
    if (sum !== 0n) for (const use of usesOf(head, day)) use.spent += sum;
    bear(booked, day);
  };

  return {
    accounts,
    uses,
    add(record) {
      if (record.kind === 'open') return;
      if (record.kind === 'reserve') hold(record.head, BigInt(record.head.most));
      else book(record);
    },
  };
}

const emptyMovement = (): Movement => ({
  amount: 0n,
  calls: 0n,
  estimated: 0n,
  fromCache: 0n,
  inputTokens: 0n,
  cachedTokens: 0n,
  outputTokens: 0n,
});
