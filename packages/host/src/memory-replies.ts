import type {
  ForgottenReply,
  MemoryAgeReply,
  MemoryFound,
  MemoryHistory,
  MemoryStatsReply,
  MemoryVerifyReply,
  RecalledReply,
} from '@accord/contract';
import type {
  AgeReport,
  ForgetReport,
  FoundRecord,
  MemoryStats,
  RecalledRecord,
  RecordVersion,
  VerifyReport,
} from '@accord/memory';

/** What the store says, in the words of the wire. */

export const versionReply = (version: RecordVersion): MemoryHistory['versions'][number] => ({
  id: version.id,
  class: version.class,
  key: version.key ?? null,
  metadata: version.metadata,
  valid_from: version.validFrom,
  recorded_at: version.recordedAt,
});

export function recalledReply(recalled: RecalledRecord): RecalledReply {
  const text = Buffer.from(recalled.content).toString();
  const content = recalled.format === 'json' ? { json: JSON.parse(text) as unknown } : { text };
  return { ...versionReply(recalled), ...content, form: recalled.form, tier: recalled.tier };
}

/** What only a legacy store has: a key and its content, and nothing of when. */
export function legacyReply(className: string, key: string, content: Uint8Array): RecalledReply {
  const text = Buffer.from(content).toString();
  const about = { id: null, class: className, key, metadata: {}, valid_from: null, recorded_at: null };
  return { ...about, ...contentIn(text), form: 'original', tier: 'legacy' };
}

/** As a migration takes it over: an object or a list as JSON, anything else as text. */
function contentIn(text: string): { readonly json: unknown } | { readonly text: string } {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { json } : { text };
  } catch {
    return { text };
  }
}

export const foundReply = ({ record, similarity }: FoundRecord): MemoryFound['found'][number] => ({
  ...versionReply(record),
  similarity: similarity === undefined ? null : rounded(similarity),
});

export const forgottenReply = (report: ForgetReport): ForgottenReply => ({
  forgotten: report.forgotten,
  contents_destroyed: report.contentsDestroyed,
  packs_rewritten: report.packsRewritten,
});

export function agedReply(reports: readonly AgeReport[]): MemoryAgeReply {
  const sum = (of: (report: AgeReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    tightened: sum(({ tightened }) => tightened),
    packed: sum(({ packed }) => packed),
    packs: sum(({ packs }) => packs),
    shortened: sum(({ shortened }) => shortened),
    kept_lossless: sum(({ keptLossless }) => keptLossless),
    bytes_before: sum(({ bytesBefore }) => bytesBefore),
    bytes_after: sum(({ bytesAfter }) => bytesAfter),
  };
}

export const verifiedTenant = (
  tenant: string,
  { records, contents, events, ledger, store }: VerifyReport,
): MemoryVerifyReply['tenants'][number] => ({
  tenant,
  records,
  contents,
  events,
  findings: [...ledger, ...store].map(inWords),
});

/** Such as `event_changed seq 3`. */
const inWords = ({ kind, ...about }: { readonly kind: string }): string =>
  [kind, ...Object.entries(about).map(([name, value]) => `${name} ${String(value)}`)].join(' ');

export const statsReply = (stats: MemoryStats): MemoryStatsReply => ({
  records: stats.records,
  contents: stats.contents,
  tiers: stats.tiers.map(({ class: className, tier, contents, contentBytes, keptBytes }) => ({
    class: className,
    tier,
    contents,
    content_bytes: contentBytes,
    kept_bytes: keptBytes,
  })),
  sizes: stats.sizes.map(({ upTo, ...portion }) => ({ up_to_bytes: upTo ?? null, ...portionReply(portion) })),
  ages: stats.ages.map(({ fromDays, ...portion }) => ({ from_days: fromDays, ...portionReply(portion) })),
  l1: stats.l1,
  dictionaries: [...stats.dictionaries],
  embeddings: {
    sample: stats.embeddings.sample,
    fp16: stats.embeddings.fp16 ?? null,
    int8: stats.embeddings.int8 ?? null,
  },
  near_duplicates: stats.near_duplicates,
  compression_ratio: optional(stats.compression_ratio),
  avg_latency_ms: optional(stats.avg_latency_ms),
  llm_cas_hit_rate: optional(stats.llm_cas_hit_rate),
  error_rate: optional(stats.error_rate),
});

interface Portion {
  readonly contents: number;
  readonly contentBytes: number;
  readonly keptBytes: number;
}
const portionReply = ({ contents, contentBytes, keptBytes }: Portion) => ({
  contents,
  content_bytes: contentBytes,
  kept_bytes: keptBytes,
});

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const optional = (value: number | undefined): number | null => (value === undefined ? null : rounded(value));
