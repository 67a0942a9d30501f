import type { RowWrite } from '@accord/storage';
import type { Dictionary } from '../codec/dictionary.ts';
import { encodePack } from '../codec/pack.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { type ContentRow, replacingContents } from './content-row.ts';

/** The content in a frame that needs no other one. */
export async function withoutBase(parts: TenantParts, row: ContentRow): Promise<ContentRow> {
  const content = await parts.contents.open(row);
  const policy = parts.policyOf(row.class);
  const dictionary = policy.forgettable ? undefined : await parts.dictionaries.current(row.class);
  const how = { level: parts.settings.level, dictionary };
  return { ...row, ...parts.contents.frame(policy, row.class, row.address, content, how) };
}

export interface Packing {
  readonly class: string;
  readonly rows: readonly ContentRow[];
  /** Of the contents, in the order of the rows. */
  readonly bytes: readonly Uint8Array[];
  readonly dictionary: Dictionary | undefined;
}

/** Writes a pack, and returns the writes that let rows refer to it. */
export function packing(parts: TenantParts, { class: className, rows, bytes, dictionary }: Packing): RowWrite[] {
  const pack = parts.contents.writePack({
    class: className,
    policy: parts.policyOf(className),
    bytes: encodePack(bytes, { level: parts.settings.packLevel, dictionary }),
    dictionary: dictionary?.id ?? 0,
    contents: rows.length,
    at: parts.clock.now(),
  });
  const total = bytes.reduce((sum, { length }) => sum + length, 0);
  const packed = rows.map((row, index): ContentRow => {
    const share = total === 0 ? 0 : (pack.bytes * (bytes[index]?.length ?? 0)) / total;
    return {
      ...row,
      base: undefined,
      depth: 0,
      dictionary: dictionary?.id ?? 0,
      wrapped: new Uint8Array(),
      keptBytes: Math.round(share),
      place: { tier: 'L3', pack: pack.file, index },
    };
  });
  return [pack.adding, replacingContents(parts.tenant, packed)];
}
