import type { BudgetTier } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import type { briefKnobs } from '../knobs.ts';
import type { Span } from './elements.ts';

/** A price the text names. */
export interface Price {
  readonly currency: 'krw' | 'usd';
  /** In won or dollars, for the size named beside it. */
  readonly amount: number;
  readonly bound: 'below' | 'about' | 'above';
  readonly start: number;
  readonly end: number;
}

export interface ForeignPrice {
  readonly currency: 'foreign';
  readonly start: number;
  readonly end: number;
}

type Thresholds = KnobValues<typeof briefKnobs>;

const DIGIT_UNITS: Readonly<Record<string, number>> = {
  천: 1000,
  백: 100,
  십: 10,
};
const KOREAN_DIGITS: Readonly<Record<string, number>> = {
  일: 1,
  이: 2,
  삼: 3,
  사: 4,
  오: 5,
  육: 6,
  칠: 7,
  팔: 8,
  구: 9,
};
const ENGLISH_ONES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const ENGLISH_TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const ENGLISH_TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ENGLISH_NUMBERS: ReadonlyMap<string, number> = new Map<string, number>([
  ['a', 1],
  ...ENGLISH_ONES.map((word, index): [string, number] => [word, index + 1]),
  ...ENGLISH_TEENS.map((word, index): [string, number] => [word, index + 10]),
  ...ENGLISH_TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
]);

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const ONES = ENGLISH_ONES.join('|');
const BELOW_HUNDRED = String.raw`(?:(?:${ENGLISH_TENS.join('|')})(?:[\s-](?:${ONES}))?|${ENGLISH_TEENS.join('|')})`;
/** fifty, sixty-five, a hundred and twenty, two hundred, one fifty, a thousand. */
const SPELLED = String.raw`(?:(?:(?:a|${ONES})\s)?hundred(?:(?:\sand)?\s${BELOW_HUNDRED})?|(?:a|${ONES})\sthousand|(?:(?:${ONES})\s)?${BELOW_HUNDRED})`;
const RANGE = String.raw`(?:\s?(?:-|~|to|and|에서|부터)\s?)`;

/**
 * One pass over the text; every alternative begins with a digit, a currency sign or a number word. The groups have no
 * names, because for names each match makes a table of all of them; `groupsOf` says what they are.
 */
const PRICES = new RegExp(
  [
    String.raw`([$₩])\s?(?:(?:${NUMBER})k?${RANGE}[$₩]?\s?)?(${NUMBER})(?:\s?(k\b))?`,
    String.raw`(?:(?:${NUMBER})\s?(?:만|천)?\s?원?${RANGE})?(${NUMBER})\s?만\s?(?:(\d)\s?천\s?)?(?:원|won)?(?=대|\s?대|원|\s|이|에|정|안|까|내|쯤|미|초|전|으|도|을|은|,|\.|$|넘|\)|가|선)`,
    String.raw`(?:(?:${NUMBER})(?:천)?\s?${RANGE})?(${NUMBER})\s?(천\s?원|원|won\b|krw|달러|불(?=[\s이에정])|dollars?\b|bucks?\b|usd)`,
    String.raw`(?<![가-힣])([일이삼사오육칠팔구십백천]*만\s?[일이삼사오육칠팔구십백천]*|[일이삼사오육칠팔구]천)\s?원`,
    String.raw`(?<![가-힣])([일이삼사오육칠팔구십백천]+)\s?(?:달러|불(?=[\s이에정]))`,
    String.raw`\b(${SPELLED})\s(?:dollars?|bucks?)\b`,
    String.raw`(${NUMBER})k\s?won\b`,
    String.raw`([€£¥]\s?\d[\d,.]*|\d[\d,.]*\s?(?:euros?\b|eur\b|pounds?\b|gbp\b|yen\b|유로|엔(?=[\s이에정])|파운드|위안|€|£))`,
  ].join('|'),
  'g',
);

type Group = string | undefined;

/** What the groups of a match are, in their order. */
interface Groups {
  readonly sign: Group;
  readonly signed: Group;
  readonly signedK: Group;
  readonly man: Group;
  readonly cheon: Group;
  readonly plain: Group;
  readonly plainUnit: Group;
  readonly hangul: Group;
  readonly hangulUsd: Group;
  readonly spelled: Group;
  readonly thousand: Group;
  readonly foreign: Group;
}

const groupsOf = (match: readonly Group[]): Groups => ({
  sign: match[1],
  signed: match[2],
  signedK: match[3],
  man: match[4],
  cheon: match[5],
  plain: match[6],
  plainUnit: match[7],
  hangul: match[8],
  hangulUsd: match[9],
  spelled: match[10],
  thousand: match[11],
  foreign: match[12],
});

/** Every price has one of these; most texts have none. */
const MONEY =
  /[$₩€£¥]|[\d일이삼사오육칠팔구십백천만]\s?(?:만|천|원|달러|불|엔|유로|파운드|위안)|만\s?원|dollar|buck|won\b|krw|usd|eur|gbp|pound|yen/;

const BELOW_BEFORE =
  /(?:under|below|less than|max|maximum|up to|no more than|not more than|at most|within|cap(?:ped)? at|not exceed(?:ing)?|최대|not above|not over|under about|tops|cheaper than|don't go over|stay under)\s?(?:of |a |about |around )?$/;
const ABOVE_BEFORE =
  /(?:over|above|more than|at least|upwards of|minimum|최소|from|starting at)\s?(?:about |around )?$/;
const BELOW_AFTER =
  /^\s?(?:짜리)?\s?(?:이하|미만|안쪽|안으로|안에|안에서|이내|까지|내로|내에|or less|or under|max|tops|안 ?넘|를 넘지|을 넘지|넘지|넘으면 안|밑|아래|or below|at most|limit|언더|선에서|선 안|은 안|한도|on the nose)/;
const ABOVE_AFTER = /^\s?(?:이상|넘는|넘어도|넘게|초과|or more|and up|plus|부터|를 넘어도|\+)/;

/** Money that is no budget: a wage, or a price that is too high. */
const NO_BUDGET_AFTER =
  /^\s?(?:(?:a|per|an|\/)\s?(?:day|hour|week|month|year)|(?:is|are|'s)?\s?(?:already |way |far |just )?too (?:much|expensive|high)|(?:은|는|이|이면)?\s?너무 비싸|(?:의|짜리)?\s?(?:월급|연봉|시급|일당))/;
const NO_BUDGET_BEFORE =
  /(?:(?:salary|wage|rent) (?:is |of )?|earn |(?:월급|연봉|시급|일당)(?:은|는|이|가)?\s?)$/;

const SIZE = /(\d+(?:\.\d+)?)\s?(?:ml|미리|밀리(?:리터)?|㎖|cc)|(\d+(?:\.\d+)?)\s?(?:fl\.?\s?)?oz/g;
const OUNCE_ML = 29.5735;
const REFERENCE_ML = 50;

/** The prices in an even text. Linear: one pass, with looks of bounded length to either side. */
export function findPrices(even: string): (Price | ForeignPrice)[] {
  const prices: (Price | ForeignPrice)[] = [];
  if (!MONEY.test(even)) return prices;
  // matchAll would copy the expression for each text, which costs more than looking.
  PRICES.lastIndex = 0;
  for (let match = PRICES.exec(even); match !== null; match = PRICES.exec(even)) {
    const start = match.index;
    const end = start + match[0].length;
    const groups = groupsOf(match);
    if (groups.foreign !== undefined) {
      prices.push({ currency: 'foreign', start, end });
      continue;
    }
    const worth = worthOf(groups);
    if (worth !== undefined && isBudget(even, start, end)) prices.push(bounded(even, worth, start, end));
  }
  return prices;
}

const isBudget = (even: string, start: number, end: number): boolean =>
  !NO_BUDGET_AFTER.test(even.slice(end, end + LOOK)) &&
  !NO_BUDGET_BEFORE.test(even.slice(Math.max(0, start - LOOK), start));

type Worth = Pick<Price, 'currency' | 'amount'>;

function worthOf(groups: Groups): Worth | undefined {
  const { sign, signed, man, plain, hangul, hangulUsd, spelled, thousand } = groups;
  if (sign !== undefined && signed !== undefined) {
    const amount = numeric(signed) * (groups.signedK === undefined ? 1 : 1000);
    return { currency: sign === '$' ? 'usd' : 'krw', amount };
  }
  if (man !== undefined)
    return { currency: 'krw', amount: numeric(man) * 10_000 + Number(groups.cheon ?? 0) * 1000 };
  if (plain !== undefined) return plainWorth(numeric(plain), groups.plainUnit ?? '');
  if (hangul !== undefined) return { currency: 'krw', amount: hangulNumber(hangul) };
  if (hangulUsd !== undefined) return { currency: 'usd', amount: hangulNumber(hangulUsd) };
  if (spelled !== undefined) return { currency: 'usd', amount: englishNumber(spelled) };
  return thousand === undefined ? undefined : { currency: 'krw', amount: numeric(thousand) * 1000 };
}

function plainWorth(amount: number, unit: string): Worth {
  if (unit.startsWith('천')) return { currency: 'krw', amount: amount * 1000 };
  return { currency: /원|won|krw/.test(unit) ? 'krw' : 'usd', amount };
}

const numeric = (digits: string): number => Number(digits.replaceAll(',', ''));

/** Reads a number in words, such as `a hundred and twenty`, `sixty-five` or `one fifty`. */
function englishNumber(words: string): number {
  let total = 0;
  for (const word of words.split(/[\s-]/)) {
    const value = ENGLISH_NUMBERS.get(word);
    if (word === 'hundred') total = (total || 1) * 100;
    else if (word === 'thousand') total *= 1000;
    else if (value !== undefined) total = (total > 0 && total < 10 ? total * 100 : total) + value;
  }
  return total;
}

/** Reads a number in Hangul, such as 삼만오천 or 십오만. */
function hangulNumber(word: string): number {
  const [before = '', after = ''] = word.includes('만') ? word.split('만') : ['', word];
  const tenThousands = word.includes('만') ? belowTenThousand(before) || 1 : 0;
  return tenThousands * 10_000 + belowTenThousand(after);
}

function belowTenThousand(word: string): number {
  let total = 0;
  let digit = 0;
  for (const letter of word) {
    const unit = DIGIT_UNITS[letter];
    if (unit !== undefined) {
      total += (digit || 1) * unit;
      digit = 0;
    } else {
      digit = KOREAN_DIGITS[letter] ?? 0;
    }
  }
  return total + digit;
}

const LOOK = 24;

/** 원대 초반: the rest of the price itself. */
const REST_OF_PRICE = /^\s?원?대?(?:\s?(?:초반|중반|후반))?/;

function bounded(even: string, { currency, amount }: Worth, start: number, end: number): Price {
  const before = even.slice(Math.max(0, start - LOOK), start);
  const behind = even.slice(end, end + LOOK);
  const after = behind.slice(REST_OF_PRICE.exec(behind)?.[0].length ?? 0);
  const below = BELOW_BEFORE.exec(before);
  if (below !== null) return { currency, amount, bound: 'below', start: start - below[0].length, end };
  if (BELOW_AFTER.test(after)) return { currency, amount, bound: 'below', start, end };
  const above = ABOVE_BEFORE.exec(before);
  if (above !== null) return { currency, amount, bound: 'above', start: start - above[0].length, end };
  return { currency, amount, bound: ABOVE_AFTER.test(after) ? 'above' : 'about', start, end };
}

/** A size of bottle, and where the text names it. */
interface Size {
  readonly millilitres: number;
  readonly place: Span | undefined;
}

/** The size that stands nearest to one of the prices and nearer to no other; 50 ml when there is none. */
export function sizeBeside(even: string, prices: readonly Price[], index: number): Size {
  let nearest: Size = { millilitres: REFERENCE_ML, place: undefined };
  const price = prices[index];
  if (price === undefined) return nearest;
  const others = [prices[index - 1], prices[index + 1]].filter((other) => other !== undefined);
  const from = Math.max(0, price.start - 2 * LOOK);
  let distance = Number.POSITIVE_INFINITY;
  const around = even.slice(from, price.end + 2 * LOOK);
  SIZE.lastIndex = 0;
  for (let match = SIZE.exec(around); match !== null; match = SIZE.exec(around)) {
    const millilitres = match[1] === undefined ? Number(match[2]) * OUNCE_ML : Number(match[1]);
    const place = { start: from + match.index, end: from + match.index + match[0].length };
    const gap = distanceBetween(even, price, place);
    if (gap >= distance || millilitres <= 0) continue;
    if (others.some((other) => distanceBetween(even, other, place) < gap)) continue;
    nearest = { millilitres, place };
    distance = gap;
  }
  return nearest;
}

/** Characters between two stretches; the end of a sentence sets them further apart. */
function distanceBetween(even: string, a: Span, b: Span): number {
  const from = Math.min(a.end, b.end);
  const to = Math.max(a.start, b.start, from);
  return to - from + (to - from <= 3 * LOOK && /[.!?;\n]/.test(even.slice(from, to)) ? LOOK : 0);
}

/** The tier of a price once scaled to 50 ml. */
export function tierOf(price: Price, { millilitres }: Size, knobs: Thresholds): BudgetTier {
  const scaled = (price.amount * REFERENCE_ML) / millilitres;
  const dollars = price.currency === 'usd';
  const fits = (ceiling: number): boolean => (price.bound === 'above' ? scaled < ceiling : scaled <= ceiling);
  if (fits(dollars ? knobs.entry_max_usd : knobs.entry_max_krw)) return 'entry';
  if (fits(dollars ? knobs.mid_max_usd : knobs.mid_max_krw)) return 'mid';
  return fits(dollars ? knobs.premium_max_usd : knobs.premium_max_krw) ? 'premium' : 'luxury';
}
