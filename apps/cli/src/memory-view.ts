import type {
  ForgottenReply,
  MemoryAgeReply,
  MemoryFound,
  MemoryHistory,
  MemoryStatsReply,
  MemoryVerifyReply,
  RecalledReply,
  Remembered,
} from '@accord/contract';
import { type Paint, padEnd, visible } from './terminal.ts';

/** A version, or what a legacy store answers in the place of one. */
type Version = Pick<RecalledReply, 'class' | 'key' | 'valid_from' | 'id'>;

const when = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);

function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const kib = count / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

const ratio = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)}×`);
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);

const versionLine = ({ class: className, key, valid_from: from, id }: Version, paint: Paint): string =>
  [
    `${padEnd(className, 14)} ${paint('bold', visible(key ?? '–'))}`,
    from === null ? 'from the legacy store' : `since ${when(from)}`,
    ...(id === null ? [] : [paint('dim', id)]),
  ].join('  ');

export const rememberedLines = ({ id, known }: Remembered): string[] => [
  `${id}${known ? '  the content was there already' : ''}`,
];

export function recalledLines(reply: RecalledReply, paint: Paint): string[] {
  const { text, json, metadata } = reply;
  return [
    versionLine(reply, paint),
    ...(Object.keys(metadata).length === 0 ? [] : [paint('dim', visible(JSON.stringify(metadata)))]),
    ...(reply.form === 'original' ? [] : [paint('yellow', 'shortened with age')]),
    '',
    text === undefined ? JSON.stringify(json, undefined, 2) : text,
  ];
}

export const historyLines = ({ versions }: MemoryHistory, paint: Paint): string[] =>
  versions.length === 0
    ? ['nothing is remembered under this key']
    : versions.map((each) => versionLine(each, paint));

export const foundLines = ({ found }: MemoryFound, paint: Paint): string[] =>
  found.length === 0
    ? ['nothing was found']
    : found.map((each) => `${each.similarity?.toFixed(3) ?? '     '}  ${versionLine(each, paint)}`);

export const forgottenLines = ({ forgotten, contents_destroyed: destroyed }: ForgottenReply): string[] => [
  `forgot ${forgotten} ${forgotten === 1 ? 'version' : 'versions'}; destroyed the keys of ${destroyed} ${destroyed === 1 ? 'content' : 'contents'}`,
];

export function memoryStatsLines(stats: MemoryStatsReply, paint: Paint): string[] {
  const { records, contents, tiers, dictionaries, l1, near_duplicates: alike } = stats;
  const cells = (line: readonly string[]): string =>
    line
      .map((cell, at) => padEnd(cell, at === 0 ? 15 : 11))
      .join('')
      .trimEnd();
  return [
    `${paint('bold', String(records))} records of ${contents} contents, kept at ${paint('bold', ratio(stats.compression_ratio))}`,
    '',
    ...(tiers.length === 0 ? [] : [paint('dim', cells(['class', 'tier', 'contents', 'of', 'on disk']))]),
    ...tiers.map((each) =>
      cells([
        each.class,
        each.tier,
        String(each.contents),
        bytes(each.content_bytes),
        bytes(each.kept_bytes),
      ]),
    ),
    ...sizeLine(stats),
    ...dictionaries.map((each) => `dictionary ${each.id} of ${each.class}, ${bytes(each.bytes)}`),
    ...(alike.groups === 0
      ? []
      : [
          `nearly alike: ${alike.contents} contents in ${alike.groups} groups, of ${alike.looked_at} that aged`,
        ]),
    `in memory ${l1.records} records, ${bytes(l1.bytes)}; ${l1.hits} hits, ${l1.misses} misses`,
    `already there ${percent(stats.llm_cas_hit_rate)}, failed ${percent(stats.error_rate)} since this process began`,
  ];
}

/** How small contents of each size are kept. */
function sizeLine({ sizes }: MemoryStatsReply): string[] {
  const parts = sizes
    .filter(({ contents }) => contents > 0)
    .map(({ up_to_bytes: upTo, content_bytes: given, kept_bytes: kept }) => {
      const label = upTo === null ? 'larger' : `to ${bytes(upTo)}`;
      return `${label} ${ratio(kept === 0 ? null : given / kept)}`;
    });
  return parts.length === 0 ? [] : [`by size: ${parts.join(', ')}`];
}

export const ageLines = (report: MemoryAgeReply): string[] => [
  `${report.tightened} contents are smaller now, ${report.packed} moved into ${report.packs} packs, ${report.shortened} were shortened`,
  `${bytes(report.bytes_before)} became ${bytes(report.bytes_after)}`,
  ...(report.kept_lossless === 0
    ? []
    : [`${report.kept_lossless} stay whole, since facts would be lost or no bytes saved`]),
];

export const verifyLines = ({ holds, tenants }: MemoryVerifyReply, paint: Paint): string[] => [
  holds ? paint('green', '✓ all holds') : paint('red', '✗ something is wrong'),
  ...tenants.flatMap(({ tenant, records, contents, events, findings }) => [
    `${visible(tenant)}: ${records} records, ${contents} contents, ${events} events`,
    ...findings.map((finding) => `  ${paint('red', visible(finding))}`),
  ]),
];
