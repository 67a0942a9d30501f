import type { BudgetTier, Language, Warning } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import type { briefKnobs } from '../knobs.ts';
import type { Mention } from './elements.ts';
import { firstSpoken, type Spoken } from './fields.ts';
import type { Sense } from './lexicon.ts';
import { findPrices, type Price, sizeBeside, tierOf } from './money.ts';
import { cover } from './span.ts';

export interface Budget {
  readonly tier: Spoken<BudgetTier> | undefined;
  readonly warnings: readonly Warning[];
}

const TIER_RANK: Readonly<Record<BudgetTier, number>> = { entry: 0, mid: 1, premium: 2, luxury: 3 };

const NONE: readonly Warning[] = [];
const budgetOf = ({ budget }: Sense): BudgetTier | undefined => budget;

/** A price outweighs a word: "affordable, up to $150" is premium. */
export function readBudget(
  even: string,
  mentions: readonly Mention[],
  language: Language,
  knobs: KnobValues<typeof briefKnobs>,
): Budget {
  const spokenWord = firstSpoken(mentions, budgetOf);
  const found = findPrices(even);
  if (found.length === 0) return { tier: spokenWord, warnings: NONE };
  const prices = found.filter((price): price is Price => price.currency !== 'foreign');
  const sized = prices.map((price, index) => {
    const size = sizeBeside(even, prices, index);
    return { price, size, tier: tierOf(price, size, knobs) };
  });
  const last = sized.at(-1);
  if (last === undefined) return { tier: spokenWord, warnings: [unsupportedCurrency(language)] };
  const { tier: value, size } = last;
  const agreeing = sized.filter((one) => one.tier === value).map((one) => one.price);
  const words = spokenWord?.value === value ? spokenWord.spans : [];
  const spans = [cover([...agreeing, ...(size.place === undefined ? [] : [size.place]), ...words])];
  const apart = spokenWord === undefined ? 0 : Math.abs(TIER_RANK[spokenWord.value] - TIER_RANK[value]);
  return { tier: { value, spans }, warnings: apart >= 2 ? [pricedOtherwise(language)] : [] };
}

function unsupportedCurrency(language: Language): Warning {
  const message =
    language === 'ko' ? '예산은 원이나 달러로 읽습니다.' : 'Budgets are read in won or US dollars.';
  return { code: 'unsupported_currency', message };
}

function pricedOtherwise(language: Language): Warning {
  const message =
    language === 'ko'
      ? '말한 가격대와 금액이 서로 맞지 않습니다.'
      : 'The amount does not fit the price range the wish describes.';
  return { code: 'contradiction', message };
}
