import type {
  MemoryAgeReply,
  MemoryHistory,
  MemoryRecord,
  MemoryStatsReply,
  MemoryVerifyReply,
  RecalledReply,
} from '@accord/contract';
import { type Paint, padEnd, visible } from './terminal.ts';

const when = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);

function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const kib = count / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

const ratio = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)}×`);
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);

export const recordLine = (
  { class: memoryClass, key, valid_from: from, id }: MemoryRecord,
  paint: Paint,
): string =>
  `${padEnd(memoryClass, 14)} ${paint('bold', visible(key))}  since ${when(from)}  ${paint('dim', id)}`;

export function recalledLines(reply: RecalledReply, paint: Paint): string[] {
  const { text, json, metadata } = reply;
  return [
    recordLine(reply, paint),
    ...(Object.keys(metadata).length === 0 ? [] : [paint('dim', visible(JSON.stringify(metadata)))]),
    '',
    text === undefined ? JSON.stringify(json, undefined, 2) : text,
  ];
}

export const historyLines = ({ versions }: MemoryHistory, paint: Paint): string[] =>
  versions.length === 0
    ? ['nothing is remembered under this key']
    : versions.map((each) => recordLine(each, paint));

export function memoryStatsLines(stats: MemoryStatsReply, paint: Paint): string[] {
  const { classes, compression_ratio: all, llm_cas_hit_rate: hits, error_rate: errors } = stats;
  const cells = (line: readonly string[]): string =>
    line
      .map((cell, at) => padEnd(cell, at === 0 ? 15 : 11))
      .join('')
      .trimEnd();
  return [
    paint('dim', cells(['class', 'records', 'contents', 'of', 'on disk', 'ratio', 'dictionaries'])),
    ...classes.map((each) =>
      cells([
        each.class,
        String(each.records),
        String(each.contents),
        bytes(each.record_bytes),
        bytes(each.stored_bytes),
        ratio(each.compression_ratio),
        String(each.dictionaries),
      ]),
    ),
    '',
    `in all ${paint('bold', ratio(all))}; already there ${percent(hits)}, failed ${percent(errors)} since this process began`,
  ];
}

export const ageLine = ({ looked, tightened, saved_bytes: saved }: MemoryAgeReply): string =>
  `${looked} contents were old enough; ${tightened} are shorter now, ${bytes(saved)} in all`;

export function verifyLines(report: MemoryVerifyReply, paint: Paint): string[] {
  const { holds, events, records, contents, chain, damaged, unreferenced } = report;
  return [
    `${holds ? paint('green', '✓ all holds') : paint('red', '✗ something is wrong')}: ${events} events, ${records} records, ${contents} contents`,
    ...chain.map(({ kind, seq, detail }) => `  ${paint('red', kind)} at event ${seq}: ${detail}`),
    ...damaged.map(
      ({ tenant, class: memoryClass, address, code }) =>
        `  ${paint('red', code)} ${visible(tenant)} ${memoryClass} ${address}`,
    ),
    ...(unreferenced === 0 ? [] : [`  ${unreferenced} contents that no record refers to`]),
  ];
}
