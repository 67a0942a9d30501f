import { recordsOf, type End, type Head } from './journal/record.ts';
import { createReplay, type LedgerEvent } from './journal/replay.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Basis, Endpoint, Outcome } from './ledger.ts';

/**
 * One charge of the ledger. A request without a charge has one entry that says `released`, or `open` while it is under
 * way. What a request cost besides its upstreams is in its first entry, so that every column can be added up.
 */
export interface LedgerEntry {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly journal: string;
  /** Of the reservation, within its journal; 0 when there was none. */
  readonly reservation: number;
  readonly request: string;
  readonly tenant: string;
  /** Empty for the keyless caller. */
  readonly key: string;
  readonly endpoint: Endpoint;
  /** As the client named it. */
  readonly asked: string;
  readonly engine: string;
  readonly model: string;
  readonly outcome: Outcome | 'released' | 'open';
  readonly basis: Basis | '';
  /** True when it was settled after its process had died. */
  readonly recovered: boolean;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Trillionths of a US dollar, as all that follows. */
  readonly cost: number;
  readonly compute: number;
  readonly network: number;
  readonly storage: number;
}

export interface ExportQuestion {
  /** Days as `2026-11-25` (UTC), both included, by when the charge was booked. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tenant?: string | undefined;
  readonly key?: string | undefined;
}

/** Every entry, page by page: no more than a page and what is open there is in memory. */
export async function* exportEntries(
  table: LedgerTable,
  { from = '', to = '9999', tenant, key }: ExportQuestion,
): AsyncGenerator<LedgerEntry> {
  const isAsked = (entry: LedgerEntry): boolean => {
    const day = new Date(entry.at).toISOString().slice(0, 10);
    const ofAccount = (tenant ?? entry.tenant) === entry.tenant && (key ?? entry.key) === entry.key;
    return ofAccount && day >= from && day <= to;
  };
  let journal = '';
  for (;;) {
    const state = await table.journalAfter(journal);
    if (state === undefined) return;
    journal = state.journal;
    const replay = createReplay();
    for (let number = 0; number < state.pages; number++) {
      const page = await table.pageAfter(journal, number);
      if (page === undefined) break;
      for (const record of recordsOf(new TextDecoder().decode(page.lines))) {
        const event = replay.next(record);
        if (typeof event === 'object') yield* entriesOf(journal, event).filter(isAsked);
      }
    }
    for (const head of replay.open.values()) yield* [openEntry(journal, head)].filter(isAsked);
  }
}

function entriesOf(journal: string, event: LedgerEvent): LedgerEntry[] {
  if (event.kind === 'reserved') return [];
  const { head, end, kind } = event;
  const common = { ...entryOf(journal, head), at: end.at, recovered: kind === 'recovered' };
  if (end.charges.length === 0) return [{ ...common, ...overheadOf(end), outcome: 'released' }];
  return end.charges.map(({ engine, model, tokens, cost, basis, outcome }, index) => ({
    ...common,
    ...(index === 0 && overheadOf(end)),
    engine,
    model,
    outcome,
    basis,
    inputTokens: tokens.input,
    cachedTokens: tokens.cachedInput,
    outputTokens: tokens.output,
    cost,
  }));
}

const overheadOf = ({ overhead }: End) => ({
  compute: overhead.compute,
  network: overhead.network,
  storage: overhead.storage,
});

const openEntry = (journal: string, head: Head): LedgerEntry => ({
  ...entryOf(journal, head),
  at: head.at,
  outcome: 'open',
});

const entryOf = (
  journal: string,
  { number, request, tenant, key, endpoint, model }: Head,
): Omit<LedgerEntry, 'at' | 'outcome'> => ({
  journal,
  reservation: number,
  request,
  tenant,
  key,
  endpoint,
  asked: model,
  engine: '',
  model: '',
  basis: '',
  recovered: false,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  cost: 0,
  compute: 0,
  network: 0,
  storage: 0,
});
