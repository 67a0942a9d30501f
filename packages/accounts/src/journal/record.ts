import type { PicoUsd } from '@accord/kernel';
import type { Basis, Charge, Endpoint, Intent, Outcome } from '../ledger.ts';

/** A reservation as the journal holds it. */
export interface Head {
  /** Counts up within a journal. */
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly request: string;
  readonly tenant: string;
  /** Empty for the keyless caller. */
  readonly key: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly most: PicoUsd;
}

/** What a request cost besides its upstreams. */
export interface Overhead {
  readonly compute: PicoUsd;
  readonly network: PicoUsd;
  readonly storage: PicoUsd;
}

/**
 * One line of the journal. `open` repeats, at the head of a file, a reservation that an earlier file made. A settlement
 * says again what was reserved, so that each line can be booked by itself.
 */
export type JournalRecord =
  | { readonly kind: 'reserve'; readonly head: Head }
  | { readonly kind: 'open'; readonly head: Head }
  | Booked;

/** `posted` had no reservation. `recovered` was settled after its process had died. */
export interface Booked {
  readonly kind: 'settled' | 'posted' | 'recovered';
  readonly head: Head;
  readonly at: number;
  readonly charges: readonly Charge[];
  readonly overhead: Overhead;
}

/** What of an intent stands in the journal. */
type HeadWords = Omit<Intent, 'account'> & {
  readonly account: { readonly tenant: string; readonly key: string | undefined };
};

/** The parts of a head as JSON, without its brackets: made once, and written with the reservation and with what ends it. */
export function headText(number: number, at: number, intent: HeadWords): string {
  const { account, endpoint } = intent;
  const words = `${quoted(intent.request)},${quoted(account.tenant)},${quoted(account.key ?? '')}`;
  return `${number},${at},${words},"${endpoint}",${quoted(intent.model)},${intent.most}`;
}

export const reserveLine = (head: string): string => `["r",${head}]\n`;
export const openLine = (head: string): string => `["o",${head}]\n`;

const BOOKED: Readonly<Record<Booked['kind'], string>> = { settled: 's', posted: 'p', recovered: 'x' };

export function bookedLine(
  kind: Booked['kind'],
  head: string,
  { at, charges, overhead }: Pick<Booked, 'at' | 'charges' | 'overhead'>,
): string {
  const { compute, network, storage } = overhead;
  const list = charges.length === 1 ? chargeText(charges[0] as Charge) : charges.map(chargeText).join(',');
  return `["${BOOKED[kind]}",${head},${at},[${list}],${compute},${network},${storage}]\n`;
}

const chargeText = ({ engine, model, tokens, cost, basis, outcome }: Charge): string => {
  const names = `${quoted(engine)},${quoted(model)}`;
  return `[${names},${tokens.input},${tokens.cachedInput},${tokens.output},${cost},"${basis}","${outcome}"]`;
};

/** Names repeat: most requests name the same tenants, engines and models. */
const QUOTED_LIMIT = 1000;
const PLAIN = /^[\w.:/@ -]*$/;
const quotedBefore = new Map<string, string>();
function quoted(text: string): string {
  const known = quotedBefore.get(text);
  if (known !== undefined) return known;
  if (PLAIN.test(text)) return `"${text}"`;
  const made = JSON.stringify(text);
  if (quotedBefore.size >= QUOTED_LIMIT) quotedBefore.clear();
  quotedBefore.set(text, made);
  return made;
}

type HeadCells = [number, number, string, string, string, Endpoint, string, PicoUsd];
type ChargeCells = [string, string, number, number, number, PicoUsd, Basis, Outcome];
type BookedCells = [number, ChargeCells[], PicoUsd, PicoUsd, PicoUsd];
type Line = ['r' | 'o', ...HeadCells] | ['s' | 'p' | 'x', ...HeadCells, ...BookedCells];

/**
 * The records of some lines.
 *
 * @throws SyntaxError when they are not what the journal writes
 */
export function recordsOf(lines: string): JournalRecord[] {
  const joined = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
  const parsed = JSON.parse(`[${joined.replaceAll('\n', ',')}]`) as Line[];
  return parsed.map(recordOf);
}

const KINDS = { s: 'settled', p: 'posted', x: 'recovered' } as const;

function recordOf(line: Line): JournalRecord {
  const [letter, number, at, request, tenant, key, endpoint, model, most] = line;
  const head = { number, at, request, tenant, key, endpoint, model, most };
  if (letter === 'r') return { kind: 'reserve', head };
  if (letter === 'o') return { kind: 'open', head };
  const kind = KINDS[letter];
  if (kind === undefined) throw new SyntaxError(`a line of the journal begins with ${String(letter)}`);
  const [bookedAt, charges, compute, network, storage] = line.slice(9) as BookedCells;
  return {
    kind,
    head,
    at: bookedAt,
    charges: charges.map(chargeOf),
    overhead: { compute, network, storage },
  };
}

const chargeOf = ([
  engine,
  model,
  input,
  cachedInput,
  output,
  cost,
  basis,
  outcome,
]: ChargeCells): Charge => ({
  engine,
  model,
  tokens: { input, cachedInput, output },
  cost,
  basis,
  outcome,
});
