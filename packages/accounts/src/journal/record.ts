import type { PicoUsd } from '@accord/kernel';
import { storable } from '../storable.ts';
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
 * One line of the journal. `open` repeats, at the head of a file, a reservation that an earlier file made. `recovered` was
 * settled after its process had died; `posted` had no reservation.
 */
export type JournalRecord =
  | { readonly kind: 'reserve' | 'open'; readonly head: Head }
  | { readonly kind: 'settled' | 'recovered'; readonly number: number; readonly end: End }
  | { readonly kind: 'posted'; readonly head: Head; readonly end: End };

/** How a request ended. */
export interface End {
  readonly at: number;
  readonly charges: readonly Charge[];
  readonly overhead: Overhead;
}

/** What of an intent stands in the journal. */
type HeadWords = Omit<Intent, 'account'> & {
  readonly account: { readonly tenant: string; readonly key: string | undefined };
};

/** The parts of a head as JSON, without its brackets. */
export function headText(number: number, at: number, intent: HeadWords): string {
  const { account, endpoint } = intent;
  const words = `${quoted(intent.request)},${quoted(account.tenant)},${quoted(account.key ?? '')}`;
  return `${number},${at},${words},"${endpoint}",${quoted(intent.model)},${intent.most}`;
}

export const reserveLine = (head: string): string => `["r",${head}]\n`;
export const openLine = (head: string): string => `["o",${head}]\n`;
export const settledLine = (number: number, end: End): string => `["s",${number},${endText(end)}]\n`;
export const recoveredLine = (number: number, end: End): string => `["x",${number},${endText(end)}]\n`;
export const postedLine = (head: string, end: End): string => `["p",${head},${endText(end)}]\n`;

function endText({ at, charges, overhead }: End): string {
  const list = charges.length === 1 ? chargeText(charges[0] as Charge) : charges.map(chargeText).join(',');
  const { compute, network, storage } = overhead;
  return `${at},[${list}],${compute},${network},${storage}`;
}

const chargeText = ({ engine, model, tokens, cost, basis, outcome }: Charge): string => {
  const names = `${quoted(engine)},${quoted(model)}`;
  return `[${names},${tokens.input},${tokens.cachedInput},${tokens.output},${cost},"${basis}","${outcome}"]`;
};

/** Names repeat: most requests name the same engines and models. */
/** What is longer is cut: a name is no place for a novel. */
const NAME_LIMIT = 200;
const QUOTED_LIMIT = 1000;
const PLAIN = /^[\w.:/@ -]*$/;
const quotedBefore = new Map<string, string>();
function quoted(text: string): string {
  if (text.length <= NAME_LIMIT && PLAIN.test(text)) return `"${text}"`;
  const known = quotedBefore.get(text);
  if (known !== undefined) return known;
  const made = JSON.stringify(storable(text.slice(0, NAME_LIMIT)));
  if (quotedBefore.size >= QUOTED_LIMIT) quotedBefore.clear();
  quotedBefore.set(text, made);
  return made;
}

type HeadCells = [number, number, string, string, string, Endpoint, string, PicoUsd];
type ChargeCells = [string, string, number, number, number, PicoUsd, Basis, Outcome];
type EndCells = [number, ChargeCells[], PicoUsd, PicoUsd, PicoUsd];
type Line = ['r' | 'o', ...HeadCells] | ['s' | 'x', number, ...EndCells] | ['p', ...HeadCells, ...EndCells];

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

function recordOf(line: Line): JournalRecord {
  switch (line[0]) {
    case 'r':
      return { kind: 'reserve', head: headOf(line) };
    case 'o':
      return { kind: 'open', head: headOf(line) };
    case 's':
      return { kind: 'settled', number: line[1], end: endOf(line[2], line[3], line[4], line[5], line[6]) };
    case 'x':
      return { kind: 'recovered', number: line[1], end: endOf(line[2], line[3], line[4], line[5], line[6]) };
    case 'p':
      return {
        kind: 'posted',
        head: headOf(line),
        end: endOf(line[9], line[10], line[11], line[12], line[13]),
      };
    default:
      throw new SyntaxError(`a line of the journal begins with ${String(line[0])}`);
  }
}

const headOf = (line: readonly [string, ...HeadCells, ...unknown[]]): Head => ({
  number: line[1],
  at: line[2],
  request: line[3],
  tenant: line[4],
  key: line[5],
  endpoint: line[6],
  model: line[7],
  most: line[8],
});

const endOf = (...[at, charges, compute, network, storage]: EndCells): End => ({
  at,
  charges: charges.map(chargeOf),
  overhead: { compute, network, storage },
});

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
