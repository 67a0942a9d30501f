import { describe, expect, it } from 'vitest';
import { knobsWith, readBrief, warningCodes } from '../testing.ts';
import { createInterpreter } from './interpreter.ts';
import { findPrices, type Price, sizeBeside, tierOf } from './money.ts';

const found = (text: string): string =>
  findPrices(text)
    .map((price) =>
      price.currency === 'foreign' ? 'foreign' : `${price.bound} ${price.amount} ${price.currency}`,
    )
    .join(', ');

const isDomestic = (price: ReturnType<typeof findPrices>[number]): price is Price =>
  price.currency !== 'foreign';

const tierIn = (text: string, knobs = knobsWith()): string => {
  const prices = findPrices(text).filter(isDomestic);
  const last = prices.length - 1;
  const price = prices[last];
  return price === undefined ? 'none' : tierOf(price, sizeBeside(text, prices, last), knobs);
};

describe('findPrices', () => {
  it.each([
    ['6만원', 'about 60000 krw'],
    ['6만 원', 'about 60000 krw'],
    ['6만5천원', 'about 65000 krw'],
    ['6만 5천 원 정도', 'about 65000 krw'],
    ['6만원대 초반', 'about 60000 krw'],
    ['64,000원', 'about 64000 krw'],
    ['64000원', 'about 64000 krw'],
    ['₩64,000', 'about 64000 krw'],
    ['64,000 won', 'about 64000 krw'],
    ['64k won', 'about 64000 krw'],
    ['6천원', 'about 6000 krw'],
    ['육만오천 원', 'about 65000 krw'],
    ['십이만원', 'about 120000 krw'],
    ['백만원', 'about 1000000 krw'],
    ['육천원', 'about 6000 krw'],
    ['만원', 'about 10000 krw'],
    ['$65', 'about 65 usd'],
    ['$1,250', 'about 1250 usd'],
    ['$1.2k', 'about 1200 usd'],
    ['65 dollars', 'about 65 usd'],
    ['65달러', 'about 65 usd'],
    ['육십오 달러', 'about 65 usd'],
    ['65불이', 'about 65 usd'],
    ['forty bucks', 'about 40 usd'],
    ['sixty-five dollars', 'about 65 usd'],
    ['ninety five dollars', 'about 95 usd'],
    ['fifteen dollars', 'about 15 usd'],
    ['a hundred dollars', 'about 100 usd'],
    ['two hundred dollars', 'about 200 usd'],
    ['one hundred and fifty dollars', 'about 150 usd'],
    ['a hundred and twenty-five dollars', 'about 125 usd'],
    ['one eighty dollars', 'about 180 usd'],
    ['a thousand dollars', 'about 1000 usd'],
  ])('reads %s', (text, price) => {
    expect(found(text)).toBe(price);
  });

  it.each([
    ['7~9만원', 'about 90000 krw'],
    ['7만원에서 9만원', 'about 90000 krw'],
    ['$70-90', 'about 90 usd'],
    ['$70 to $90', 'about 90 usd'],
    ['70 to 90 dollars', 'about 90 usd'],
  ])('takes the upper end of %s', (text, price) => {
    expect(found(text)).toBe(price);
  });

  it.each([
    ['under $70', 'below'],
    ['no more than $70', 'below'],
    ['$70 or less', 'below'],
    ['최대 7만원', 'below'],
    ['7만원 이하', 'below'],
    ['7만원 안쪽으로', 'below'],
    ['over $70', 'above'],
    ['at least $70', 'above'],
    ['$70 and up', 'above'],
    ['7만원 이상', 'above'],
    ['7만원 넘게', 'above'],
    ['around $70', 'about'],
    ['7만원쯤', 'about'],
  ])('reads %s as a bound: %s', (text, bound) => {
    expect(findPrices(text)).toEqual([expect.objectContaining({ bound })]);
  });

  it.each([
    'I earn $90 an hour',
    '$40 per day',
    'a salary of $4000',
    '월급 250만원',
    '연봉이 5000만원',
    '$95 is too expensive',
    '9만원은 너무 비싸요',
    '만족스러운 향',
    '온갖 원하는 향',
    '120 ml',
    '3 oz',
    '$',
  ])('finds no budget in %s', (text) => {
    expect(found(text)).toBe('');
  });

  it.each(['€45', '45 euros', '£45', '45 pounds', '¥4500', '4500엔에', '45유로'])(
    'sees that %s is foreign',
    (text) => {
      expect(found(text)).toBe('foreign');
    },
  );

  it('quotes the amount and its bound, without the space behind', () => {
    const [price] = findPrices('roses, under $70 please');
    expect('roses, under $70 please'.slice(price?.start, price?.end)).toBe('under $70');
  });
});

describe('the size beside a price', () => {
  it.each([
    ['$90', 'mid'],
    ['$90 for 30 ml', 'premium'],
    ['a 100 ml bottle at $90', 'mid'],
    ['a 100 ml bottle at $70', 'entry'],
    ['3.4 oz for $70', 'entry'],
    ['30미리 9만원', 'premium'],
    ['9만원에 100ml', 'entry'],
    ['$90 for 0 ml', 'mid'],
  ])('%s is %s', (text, tier) => {
    expect(tierIn(text)).toBe(tier);
  });

  it('belongs to the price it stands nearest to', () => {
    expect(tierIn('$90 for 100 ml, or for the small one $45')).toBe('mid');
    expect(tierIn('$90. $150 for 100 ml. $90')).toBe('mid');
  });
});

describe('the tiers', () => {
  it.each([
    ['$40', 'entry'],
    ['$41', 'mid'],
    ['$100', 'mid'],
    ['$101', 'premium'],
    ['$200', 'premium'],
    ['$201', 'luxury'],
    ['over $40', 'mid'],
    ['over $200', 'luxury'],
    ['under $40', 'entry'],
    ['5만원', 'entry'],
    ['13만원', 'mid'],
    ['28만원', 'premium'],
    ['29만원', 'luxury'],
  ])('%s is %s', (text, tier) => {
    expect(tierIn(text)).toBe(tier);
  });

  it('end where the knobs say', () => {
    expect(tierIn('$60', knobsWith({ entry_max_usd: 60 }))).toBe('entry');
    expect(tierIn('$60', knobsWith({ mid_max_usd: 50 }))).toBe('premium');
    expect(tierIn('6만원', knobsWith({ mid_max_krw: 55_000, premium_max_krw: 58_000 }))).toBe('luxury');
    const read = createInterpreter(knobsWith({ entry_max_usd: 90, max_allergens_ppm: 77 }));
    const { budget_tier, constraints } = read('A rose scent for $90').output;
    expect([budget_tier, constraints.max_allergens_ppm]).toEqual(['entry', 77]);
  });
});

describe('the budget of a brief', () => {
  it.each([
    ['an affordable fig scent', 'entry', []],
    ['a fig scent, money is no object', 'luxury', []],
    ['a fig scent, mid-range, $150', 'premium', []],
    ['a fig scent, on a budget, up to $350', 'luxury', ['contradiction']],
    ['가성비 좋은 무화과 향', 'entry', []],
    ['a fig scent for €60', 'mid', ['unsupported_currency']],
    ['a fig scent for €60, or $150', 'premium', []],
  ])('%s: %s', (text, tier, warnings) => {
    const brief = readBrief(text);
    expect([brief.budget_tier, warningCodes(brief)]).toEqual([tier, warnings]);
  });

  it('is inferred when nothing is said of money', () => {
    expect(readBrief('a fig scent that smells luxurious')).toMatchObject({
      budget_tier: 'mid',
      inferred: expect.arrayContaining(['budget_tier']),
    });
  });

  it('cites every amount that says the same', () => {
    const text = '$90 for a fig scent, yes $90';
    const cited = readBrief(text).evidence.find(({ field }) => field === 'budget_tier');
    expect(text.slice(cited?.start, cited?.end)).toBe('$90 for a fig scent, yes $90');
  });
});
