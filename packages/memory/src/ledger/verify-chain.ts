import type { SigningKeys } from '../crypto/key-ring.ts';
import { hexOf } from '../tables/cells.ts';
import { digestOf, isSigned, LEDGER_START, type LedgerEvent, type SignedHead } from './event.ts';

/** What is wrong with a ledger, and where. */
export type LedgerFinding =
  /** What the event says is not what was hashed. */
  | { readonly kind: 'event_changed'; readonly seq: number }
  /** It stands at another place than it was appended at. */
  | { readonly kind: 'event_moved'; readonly seq: number; readonly from: number }
  | { readonly kind: 'event_duplicated'; readonly seq: number; readonly of: number }
  | { readonly kind: 'events_missing'; readonly from: number; readonly to: number }
  /** It has no signature. */
  | { readonly kind: 'signature_missing'; readonly seq: number }
  /** It is not of the key of this store, or of another event: whoever made it has not the key. */
  | { readonly kind: 'signature_invalid'; readonly seq: number }
  /** Events at the end are gone: there was one of this number. */
  | {
      readonly kind: 'ledger_truncated';
      readonly last: number;
      readonly known: number;
      readonly by: HeadSource;
    }
  /** An event that was vouched for is another now. */
  | { readonly kind: 'ledger_rewritten'; readonly seq: number; readonly by: HeadSource }
  /** The head that was kept is not signed by the key of this store. */
  | { readonly kind: 'head_invalid'; readonly by: HeadSource };

/** Where a head was kept: in a file beside the database, or by whoever asks. */
export type HeadSource = 'anchor' | 'witness';

export interface ChainCheck {
  readonly keys: SigningKeys;
  readonly tenant: string;
  readonly heads: readonly { readonly by: HeadSource; readonly head: SignedHead | 'unreadable' }[];
}

/** At most so many findings are told of. */
export const MOST_FINDINGS = 1000;
/** Among so many broken events it is looked for where one of them came from: each is tried with each. */
const MOST_MOVED = 32;

interface Broken {
  readonly event: LedgerEvent;
  readonly before: Uint8Array;
}

/** Reads events in the order of their numbers, and says what is wrong when all are read. */
export function chainVerifier({ keys, tenant, heads }: ChainCheck) {
  let { seq, digest } = LEDGER_START;
  let events = 0;
  const findings: LedgerFinding[] = [];
  const broken: Broken[] = [];
  const sound = new Map<string, number>();
  const atHeads = new Map<number, string>();
  const wanted = new Set(heads.map(({ head }) => (head === 'unreadable' ? -1 : head.seq)));
  const found = (finding: LedgerFinding): void => {
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };

  return {
    read(event: LedgerEvent): void {
      events += 1;
      if (event.seq !== seq + 1) found({ kind: 'events_missing', from: seq + 1, to: event.seq - 1 });
      const isSound = hexOf(digestOf(tenant, digest, event)) === hexOf(event.digest);
      // Behind a gap the digest before is not known, which the gap tells of.
      if (!isSound && event.seq === seq + 1) broken.push({ event, before: digest });
      if (isSound) remember(sound, hexOf(event.digest), event.seq);
      const { signature } = event;
      if (signature.length === 0) found({ kind: 'signature_missing', seq: event.seq });
      else if (!isSigned(keys, tenant, event, signature)) {
        found({ kind: 'signature_invalid', seq: event.seq });
      }
      if (wanted.has(event.seq)) atHeads.set(event.seq, hexOf(event.digest));
      ({ seq, digest } = event);
    },
    finish(): { readonly events: number; readonly findings: readonly LedgerFinding[] } {
      for (const each of broken.slice(0, MOST_FINDINGS)) found(nameOf(tenant, each, broken, sound));
      for (const { by, head } of heads) {
        const finding = againstHead(keys, tenant, seq, atHeads, by, head);
        if (finding !== undefined) found(finding);
      }
      return { events, findings };
    },
  };
}

const REMEMBERED = 100_000;

function remember(sound: Map<string, number>, digest: string, seq: number): void {
  sound.set(digest, seq);
  const [oldest] = sound.keys();
  if (sound.size > REMEMBERED && oldest !== undefined) sound.delete(oldest);
}

function nameOf(
  tenant: string,
  { event }: Broken,
  broken: readonly Broken[],
  sound: ReadonlyMap<string, number>,
): LedgerFinding {
  const own = hexOf(event.digest);
  const of = sound.get(own);
  if (of !== undefined) return { kind: 'event_duplicated', seq: event.seq, of };
  const some = broken.slice(0, MOST_MOVED);
  const digests = some.flatMap((other) => [other.before, other.event.digest]);
  for (const { event: other } of some) {
    if (other.seq === event.seq) continue;
    const there = { ...event, seq: other.seq };
    if (digests.some((before) => hexOf(digestOf(tenant, before, there)) === own)) {
      return { kind: 'event_moved', seq: event.seq, from: other.seq };
    }
  }
  return { kind: 'event_changed', seq: event.seq };
}

function againstHead(
  keys: SigningKeys,
  tenant: string,
  last: number,
  digests: ReadonlyMap<number, string>,
  by: HeadSource,
  head: SignedHead | 'unreadable',
): LedgerFinding | undefined {
  if (head === 'unreadable' || head.tenant !== tenant) return { kind: 'head_invalid', by };
  const position = { seq: head.seq, digest: Buffer.from(head.digest, 'hex') };
  if (!isSigned(keys, tenant, position, Buffer.from(head.signature, 'hex')))
    return { kind: 'head_invalid', by };
  if (head.seq > last) return { kind: 'ledger_truncated', last, known: head.seq, by };
  const digest = digests.get(head.seq);
  return digest === head.digest ? undefined : { kind: 'ledger_rewritten', seq: head.seq, by };
}
