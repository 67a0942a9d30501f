import { type Brief, FAMILIES, type Family, type Warning } from '@accord/contract';
import { NO_WARNINGS, spansOf } from './warning-spans.ts';

/** A style this far below the leading family does not lead. */
const CLEARLY_BELOW = 0.3;

/** Fields of a brief that cannot both be right. The rules of the reader leave none; a model may. */
export function findInconsistencies(brief: Brief): readonly Warning[] {
  const leader = outranking(brief);
  const both = requiredAndExcluded(brief);
  if (leader === undefined && both === undefined) return NO_WARNINGS;
  return [
    ...(leader === undefined ? [] : [anotherLeads(brief, leader)]),
    ...(both === undefined ? [] : [wantedAndRefused(brief, both)]),
  ];
}

/** A family that is clearly ahead of the one that is called dominant. */
function outranking({ style, notes_preference: degree, inferred }: Brief): Family | undefined {
  const least = degree[style] + CLEARLY_BELOW;
  for (const family of FAMILIES) {
    if (degree[family] > least && !inferred.includes('style')) return family;
  }
  return undefined;
}

function anotherLeads(brief: Brief, leader: Family): Warning {
  const fields = ['style', `notes_preference.${leader}`];
  const spans = spansOf(brief.evidence, ({ field }) => fields.includes(field));
  const { style, notes_preference: degree } = brief;
  const message = {
    ko: `대표 향조는 ${style}(${degree[style]})인데 ${leader}(${degree[leader]})가 더 높습니다.`,
    en: `The style is ${style} (${degree[style]}), yet ${leader} (${degree[leader]}) is higher.`,
  };
  return { code: 'inconsistent_field', message: message[brief.language], ...(spans && { spans }) };
}

/** A note in both lists that nothing has warned of yet. */
function requiredAndExcluded({ notes: { required, excluded }, warnings }: Brief): string | undefined {
  if (required.length === 0 || excluded.length === 0) return undefined;
  for (const note of required) {
    if (excluded.includes(note) && !warnings.some(({ code }) => code === 'contradiction')) return note;
  }
  return undefined;
}

function wantedAndRefused(brief: Brief, note: string): Warning {
  const spans = spansOf(brief.evidence, ({ field, value }) => field.startsWith('notes.') && value === note);
  const message = {
    ko: `${note}: 넣어 달라는 목록과 빼 달라는 목록에 함께 있습니다.`,
    en: `The brief both asks for ${note} and refuses it.`,
  };
  return { code: 'contradiction', message: message[brief.language], ...(spans && { spans }) };
}
