import type { BudgetTier, ProductCategory, Season } from '@accord/contract';

/** Every choice a field has, in the order a person thinks of them. choices.test.ts holds them to the contract. */
export const SEASONS: readonly Season[] = ['spring', 'summer', 'autumn', 'winter'];
export const PRODUCTS: readonly ProductCategory[] = ['EDP', 'EDT', 'Cologne', 'Body Spray'];
export const BUDGET: readonly BudgetTier[] = ['entry', 'mid', 'premium', 'luxury'];
