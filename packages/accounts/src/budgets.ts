import { AccordError, type Clock, type PicoUsd, picoUsdText } from '@accord/kernel';
import type { Account, Budget } from './account.ts';
import { dayOf, dayText, firstOfMonth, firstOfNextMonth, secondsUntil } from './day.ts';
import { accountErrors } from './errors.ts';
import type { LedgerTable } from './ledger-table.ts';
import { keyScope, tenantScope } from './postings.ts';

/** Amounts of today and of this month. Numbers: a limit of thousands of dollars may be off by a trillionth of one. */
interface Used {
  day: number;
  month: number;
}

/** What a key or a tenant has used, by all that is known. */
interface Scope {
  readonly name: string;
  readonly owner: 'key' | 'tenant';
  day: number;
  /** What the database says, all processes together, as of `readAt`. */
  booked: Used;
  /** Of this process: being booked, and not yet. */
  folding: Used;
  pending: Used;
  /** On the monotonic clock; undefined until the first read of the day. */
  readAt: number | undefined;
  usedAt: number;
}

/** What one reservation holds of budgets. */
export interface Hold {
  /** Ends it with what was really spent. */
  end(spent: number): void;
}

export interface Budgets {
  /**
   * Sets an amount aside in every budget of the account, or in none.
   *
   * @throws BUDGET_SPENT
   */
  hold(account: Account, most: PicoUsd): Hold | Promise<Hold>;
  /** What has been held and spent until now goes into the fold that begins. */
  beginFold(): void;
  /** The fold is booked: reads what all processes have used. */
  refresh(): Promise<void>;
}

export interface BudgetsOptions {
  readonly table: LedgerTable;
  readonly clock: Clock;
  /** How old a reading may be before the next reservation waits for a new one, milliseconds. */
  readonly staleMs: number;
  /** Books what is pending, then calls `refresh`. */
  readonly foldNow: () => Promise<void>;
}

const IDLE_MS = 600_000;
const READ_AT_ONCE = 200;
const NOTHING_HELD: Hold = { end: () => undefined };

export function createBudgets({ table, clock, staleMs, foldNow }: BudgetsOptions): Budgets {
  const scopes = new Map<string, Scope>();

  const scopeOf = (owner: Scope['owner'], name: string): Scope => {
    let scope = scopes.get(name);
    if (scope === undefined) {
      scope = newScope(owner, name);
      scopes.set(name, scope);
    }
    return scope;
  };
  const heldAgainst = ({ key, tenant, budgets }: Account): (readonly [Scope, Budget])[] => {
    const against: (readonly [Scope, Budget])[] = [];
    if (key !== undefined && isSet(budgets.key)) against.push([scopeOf('key', keyScope(key)), budgets.key]);
    if (isSet(budgets.tenant)) against.push([scopeOf('tenant', tenantScope(tenant)), budgets.tenant]);
    return against;
  };
  const isFresh = (scope: Scope): boolean =>
    scope.readAt !== undefined && clock.monotonic() - scope.readAt <= staleMs;

  const take = (against: readonly (readonly [Scope, Budget])[], most: PicoUsd): Hold => {
    const now = clock.now();
    const today = dayOf(now);
    for (const [scope, budget] of against) check(scope, budget, most, now);
    for (const [scope] of against) move(scope, today, most);
    return {
      end(spent) {
        const day = dayOf(clock.now());
        for (const [scope] of against) {
          roll(scope, day);
          move(scope, today, 0 - most);
          move(scope, day, spent);
        }
      },
    };
  };

  const readThenTake = async (
    against: readonly (readonly [Scope, Budget])[],
    most: PicoUsd,
  ): Promise<Hold> => {
    await foldNow();
    // A database that does not answer stops only those of whom nothing is known today.
    if (against.some(([scope]) => scope.readAt === undefined)) {
      throw new AccordError(accountErrors.LEDGER_UNAVAILABLE, {
        detail: 'What was spent before could not be read',
      });
    }
    return take(against, most);
  };

  const readMonth = async (names: readonly string[], today: number): Promise<void> => {
    const month = dayText(firstOfMonth(today));
    const rows = await table.uses(names, month);
    const readAt = clock.monotonic();
    for (const name of names) {
      const scope = scopes.get(name);
      if (scope === undefined) continue;
      roll(scope, today);
      scope.booked = { day: 0, month: 0 };
      scope.folding = { day: 0, month: 0 };
      scope.readAt = readAt;
    }
    const day = dayText(today);
    for (const row of rows) {
      const used = scopes.get(row.scope)?.booked;
      if (used === undefined) continue;
      const amount = Number(row.reserved + row.spent);
      used.month += amount;
      if (row.day === day) used.day += amount;
    }
  };

  return {
    hold(account, most) {
      const against = heldAgainst(account);
      if (against.length === 0) return NOTHING_HELD;
      const today = dayOf(clock.now());
      const usedAt = clock.monotonic();
      let fresh = true;
      for (const [scope] of against) {
        scope.usedAt = usedAt;
        roll(scope, today);
        fresh &&= isFresh(scope);
      }
      return fresh ? take(against, most) : readThenTake(against, most);
    },
    beginFold() {
      for (const scope of scopes.values()) {
        scope.folding.day += scope.pending.day;
        scope.folding.month += scope.pending.month;
        scope.pending = { day: 0, month: 0 };
      }
    },
    async refresh() {
      const idle = clock.monotonic() - IDLE_MS;
      for (const scope of scopes.values()) if (scope.usedAt < idle) scopes.delete(scope.name);
      const names = [...scopes.keys()];
      const today = dayOf(clock.now());
      for (let at = 0; at < names.length; at += READ_AT_ONCE) {
        await readMonth(names.slice(at, at + READ_AT_ONCE), today);
      }
    },
  };
}

const isSet = ({ day, month }: Budget): boolean => day !== undefined || month !== undefined;

const newScope = (owner: Scope['owner'], name: string): Scope => ({
  name,
  owner,
  day: 0,
  booked: { day: 0, month: 0 },
  folding: { day: 0, month: 0 },
  pending: { day: 0, month: 0 },
  readAt: undefined,
  usedAt: 0,
});

/** A new day begins with nothing used; so does a new month. The database is read anew. */
function roll(scope: Scope, today: number): void {
  if (scope.day === today) return;
  const newMonth = firstOfMonth(scope.day) !== firstOfMonth(today);
  for (const used of [scope.booked, scope.folding, scope.pending]) {
    used.day = 0;
    if (newMonth) used.month = 0;
  }
  scope.day = today;
  scope.readAt = undefined;
}

function move(scope: Scope, day: number, amount: number): void {
  if (day === scope.day) scope.pending.day += amount;
  if (firstOfMonth(day) === firstOfMonth(scope.day)) scope.pending.month += amount;
}

function check(scope: Scope, budget: Budget, most: PicoUsd, now: number): void {
  const { booked, folding, pending } = scope;
  for (const span of ['day', 'month'] as const) {
    const limit = budget[span];
    if (limit === undefined) continue;
    const used = booked[span] + folding[span] + pending[span];
    if (used + most > Number(limit)) throw spent(scope, span, limit, now);
  }
}

function spent(scope: Scope, span: 'day' | 'month', limit: bigint, now: number): AccordError {
  const opens = span === 'day' ? scope.day + 1 : firstOfNextMonth(scope.day);
  return new AccordError(accountErrors.BUDGET_SPENT, {
    detail:
      `The budget of the ${scope.owner} for the ${span}, ${picoUsdText(limit)} US dollars, does not cover this ` +
      `request; it opens again on ${dayText(opens)} at 00:00 UTC`,
    field: `budget.${scope.owner}.${span}`,
    retryAfterSeconds: secondsUntil(opens, now),
  });
}
