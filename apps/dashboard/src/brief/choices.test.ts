import * as contract from '@accord/contract';
import { expect, it } from 'vitest';
import { MODES } from '../composer/mode-choice.tsx';
import { LANGUAGES } from '../frame/preferences.ts';
import { AROUND } from '../wheel/families.ts';
import { BUDGET, PRODUCTS, SEASONS } from './choices.ts';

// The page repeats the lists rather than import them: their module brings the validator along.
it.each([
  ['seasons', SEASONS, contract.SEASONS],
  ['products', PRODUCTS, contract.PRODUCT_CATEGORIES],
  ['budget tiers', BUDGET, contract.BUDGET_TIERS],
  ['families', AROUND, contract.FAMILIES],
  ['modes', MODES, contract.MODES],
  ['languages', LANGUAGES, contract.LANGUAGES],
] as const)('the page knows all %s of the contract', (_name, shown, declared) => {
  expect([...shown].sort()).toEqual([...declared].sort());
});
