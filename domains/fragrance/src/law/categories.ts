import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';

/** Product categories of the 51st amendment of the IFRA standards. */
export const CATEGORIES = [
  '1',
  '2',
  '3',
  '4',
  '5A',
  '5B',
  '5C',
  '5D',
  '6',
  '7A',
  '7B',
  '8',
  '9',
  '10A',
  '10B',
  '11A',
  '11B',
  '12',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** The categories that the products of a brief belong to. A body spray counts with deodorants. */
const PRODUCTS: Readonly<Record<string, Category>> = {
  edp: '4',
  edt: '4',
  cologne: '4',
  'body spray': '2',
};

const RINSED_OFF: readonly Category[] = ['7A', '9'];
const NO_COSMETICS: readonly Category[] = ['10A', '10B', '11A', '11B', '12'];

/** How a product meets the skin, which decides from where on an allergen is declared. Toothpaste counts as staying on. */
export type Exposure = 'leave-on' | 'rinse-off' | 'no cosmetic';

export function exposureOf(category: Category): Exposure {
  if (NO_COSMETICS.includes(category)) return 'no cosmetic';
  return RINSED_OFF.includes(category) ? 'rinse-off' : 'leave-on';
}

/**
 * Reads `4`, `5a`, `category 4`, or a product of a brief such as `EDT`.
 *
 * @throws AccordError FORMULA_CATEGORY_UNKNOWN
 */
export function categoryOf(text: string): Category {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/^cat(?:egory)?[\s._-]*/, '');
  const found = PRODUCTS[word] ?? CATEGORIES.find((category) => category.toLowerCase() === word);
  if (found !== undefined) return found;
  throw new AccordError(fragranceErrors.FORMULA_CATEGORY_UNKNOWN, {
    detail: `There is no category "${text.slice(0, 40)}".`,
    field: 'category',
  });
}
