import { defineErrors } from '@accord/kernel';

export const fragranceErrors = defineErrors({
  BRIEF_TEXT_EMPTY: {
    status: 400,
    title: 'The description is empty',
    remedy: 'Say in a sentence what the fragrance should be like.',
  },
  BRIEF_TEXT_TOO_LONG: {
    status: 400,
    title: 'The description is too long',
    remedy: 'Shorten it to 4,000 characters.',
  },
  BRIEF_MODE_UNKNOWN: {
    status: 400,
    title: 'There is no such mode',
    remedy: 'Choose fast, balanced or creative.',
  },
  BRIEF_LANGUAGE_UNKNOWN: {
    status: 400,
    title: 'There is no such language',
    remedy: 'Choose ko or en, or leave it out.',
  },
  MATERIALS_INVALID: {
    status: 400,
    title: 'The table of materials cannot be read',
    remedy: 'Correct the row that is named; the guide on materials lists the columns.',
  },
  FORMULA_UNREADABLE: {
    status: 400,
    title: 'The formula cannot be read',
    remedy: 'Give one material a line with its parts, a CSV table, or JSON, as the guide on materials shows.',
  },
  FORMULA_MATERIAL_UNKNOWN: {
    status: 400,
    title: 'The formula has an unknown material',
    remedy: 'Check the spelling, give its CAS number, or add the material.',
  },
  FORMULA_PARTS_INVALID: {
    status: 400,
    title: 'Parts must be above zero',
    remedy: 'Give a number above zero with up to six decimals, or take the line out.',
  },
  FORMULA_OVER_100_PERCENT: {
    status: 400,
    title: 'The percentages add up to more than 100',
    remedy: 'Lower them, or give parts instead of percentages.',
  },
  FORMULA_DILUTION_INVALID: {
    status: 400,
    title: 'A dilution must be above 0 % and at most 100 %',
    remedy: 'Give the share of the material in the dilution, such as @10 % in DPG.',
  },
  FORMULA_CONCENTRATE_INVALID: {
    status: 400,
    title: 'The concentrate must be above 0 % and at most 100 %',
    remedy: 'Give the share of the concentrate in the finished product.',
  },
  FORMULA_ACCORD_CYCLE: {
    status: 400,
    title: 'An accord contains itself',
    remedy: 'Take it out of the accords that it is made of.',
  },
  FORMULA_CATEGORY_UNKNOWN: {
    status: 400,
    title: 'There is no such product category',
    remedy: 'Give a category of IFRA, such as 4 or 5A, or EDP, EDT, Cologne or Body Spray.',
  },
  FORMULA_DESK_BUSY: {
    status: 503,
    title: 'Too many formulas are waiting to be checked',
    remedy: 'Try again after the time in Retry-After.',
  },
  FORMULA_JOBS_FULL: {
    status: 429,
    title: 'Too many searches are waiting',
    remedy: 'Wait until one has ended, or cancel one.',
  },
  FORMULA_JOB_NOT_FOUND: {
    status: 404,
    title: 'There is no such search',
    remedy: 'Check the id; the oldest are forgotten once there are many.',
  },
  FORMULA_SEARCH_FAILED: {
    status: 500,
    title: 'The search failed',
    remedy: 'Try again; if it fails again, report it with the id of the search.',
  },
  FORMULA_NOT_FOUND: {
    status: 404,
    title: 'There is no such formula',
    remedy: 'Check the id and the version; the oldest are forgotten once there are many.',
  },
  FORMULA_WISHES_CONFLICT: {
    status: 422,
    title: 'The wishes and the law leave no formula',
    remedy: 'Give up one of the wishes that are named, or choose another product.',
  },
  SHELF_CHANGED: {
    status: 409,
    title: 'What is kept was changed in the meantime',
    remedy: 'Read it again, and make the change to what is there now.',
  },
  SHELF_REVISION_NOT_FOUND: {
    status: 404,
    title: 'That revision is not kept',
    remedy: 'Check the number; the oldest are forgotten once there are later ones.',
  },
  FORMULA_BATCH_INVALID: {
    status: 400,
    title: 'There is no such batch',
    remedy: 'Give a size above zero, up to a thousand tonnes, and up to 10,000 batches.',
  },
});
