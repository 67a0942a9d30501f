import type { Brief, Evidence, Warning } from '@accord/contract';
import { findPrices, type Price, sizeBeside, tierOf } from './money.ts';
import type { BriefKnobs } from './interpreter.ts';
import { NO_WARNINGS } from './warning-spans.ts';

const WHOLE_PPM = 1_000_000;
const PPM_PER_PERCENT = 10_000;
/** A degree this far from the percentage beside it is another number, not a rounded one. */
const DEGREE_TOLERANCE = 0.1;
const PERCENT = /(\d+(?:\.\d+)?)\s?(?:%|percent|퍼센트|프로)/i;

interface Said {
  readonly ko: string;
  readonly en: string;
}

/**
 * Numbers of a brief that are not what the words they were read from say, once the unit is minded: a strength in
 * percent, allergens in percent where parts per million are meant, an amount of money beside another tier. For what a
 * model read: the rules read numbers by the same arithmetic that this checks them with.
 */
export function findUnitFaults(text: string, brief: Brief, knobs: BriefKnobs): readonly Warning[] {
  let found: Warning[] | undefined;
  if (brief.constraints.max_allergens_ppm > WHOLE_PPM) {
    found = [{ code: 'unit_mismatch', message: BEYOND_WHOLE[brief.language] }];
  }
  for (const evidence of brief.evidence) {
    const fault = CHECKED.has(evidence.field) ? faultIn(text, brief, evidence, knobs) : undefined;
    if (fault === undefined) continue;
    const { start, end } = evidence;
    const message = fault[brief.language];
    (found ??= []).push({ code: 'unit_mismatch', message, spans: [{ start, end }] });
  }
  return found ?? NO_WARNINGS;
}

const CHECKED: ReadonlySet<string> = new Set([
  'intensity',
  'complexity',
  'constraints.max_allergens_ppm',
  'budget_tier',
]);

const BEYOND_WHOLE: Said = {
  ko: '알레르기 성분 한도가 1,000,000 ppm을 넘어 단위가 잘못된 것 같습니다.',
  en: 'The ceiling for allergens is above 1,000,000 ppm, which is more than everything; its unit seems wrong.',
};

function faultIn(
  text: string,
  brief: Brief,
  { field, start, end }: Evidence,
  knobs: BriefKnobs,
): Said | undefined {
  if (!hasDigit(text, start, end)) return undefined;
  const words = text.slice(start, end);
  if (field === 'budget_tier') return priceFault(words, brief, knobs);
  const percent = Number(PERCENT.exec(words)?.[1]);
  if (Number.isNaN(percent)) return undefined;
  if (field === 'constraints.max_allergens_ppm') return ppmFault(percent, brief);
  const degree = field === 'intensity' ? brief.intensity : brief.complexity;
  if (Math.abs(percent / 100 - degree) <= DEGREE_TOLERANCE) return undefined;
  return {
    ko: `글은 ${percent} %라고 하지만 브리프의 ${field} 값은 ${degree}입니다.`,
    en: `The words say ${percent} %, yet ${field} is ${degree} in the brief.`,
  };
}

function ppmFault(percent: number, { constraints: { max_allergens_ppm: ppm } }: Brief): Said | undefined {
  const meant = Math.round(percent * PPM_PER_PERCENT);
  if (meant === Math.round(ppm)) return undefined;
  return {
    ko: `글의 ${percent} %는 ${meant} ppm이지만 브리프에는 ${ppm} ppm으로 되어 있습니다.`,
    en: `The words say ${percent} %, which is ${meant} ppm, yet the brief says ${ppm} ppm.`,
  };
}

function priceFault(words: string, { budget_tier: tier }: Brief, knobs: BriefKnobs): Said | undefined {
  const even = words.toLowerCase();
  const prices = findPrices(even).filter((price): price is Price => price.currency !== 'foreign');
  const last = prices.at(-1);
  if (last === undefined) return undefined;
  const meant = tierOf(last, sizeBeside(even, prices, prices.length - 1), knobs);
  if (meant === tier) return undefined;
  return {
    ko: `글의 금액은 ${meant} 구간이지만 브리프의 예산은 ${tier}입니다.`,
    en: `The amount in the words is of the ${meant} tier, yet the budget is ${tier} in the brief.`,
  };
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) return true;
  }
  return false;
}
