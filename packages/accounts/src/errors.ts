import { defineErrors } from '@accord/kernel';

export const accountErrors = defineErrors({
  KEY_MISSING: {
    status: 401,
    title: 'A key is needed',
    remedy: 'Send Authorization: Bearer with a key; accord keys create makes one.',
  },
  KEY_INVALID: {
    status: 401,
    title: 'The key is not valid',
    remedy:
      'Check that the whole key was sent, and that it was neither revoked nor replaced: accord keys list.',
  },
  KEY_NOT_FOUND: {
    status: 404,
    title: 'There is no key of that id',
    remedy: 'Take the id from accord keys list.',
  },
  KEY_FIELD_INVALID: {
    status: 400,
    title: 'A key cannot be made like that',
    remedy: 'Correct the field that the message names.',
  },
  KEY_ENDED: {
    status: 409,
    title: 'The key has ended already',
    remedy: 'Rotate the key that took its place, or make a new one with accord keys create.',
  },
  KEYS_BUSY: {
    status: 503,
    title: 'Too many keys are being looked up',
    remedy: 'Try again in a moment.',
  },
  BUDGET_SPENT: {
    status: 402,
    title: 'The budget is spent',
    remedy: 'Wait until the budget opens again, or have it raised.',
  },
  PRICES_INVALID: {
    status: 500,
    title: 'The prices of models cannot be read',
    remedy: 'Correct the file that prices.file names; docs/guides/accounts.md shows its form.',
  },
  LEDGER_FULL: {
    status: 503,
    title: 'The journal of the ledger is full',
    remedy:
      'The database does not take what the journal holds: see ledger in the health report. Nothing that was booked is lost.',
  },
  LEDGER_UNAVAILABLE: {
    status: 503,
    title: 'The ledger cannot be written',
    remedy:
      'Check that the data folder can be written to and is not full; requests are taken again as soon as it can.',
  },
  LEDGER_UNSURE: {
    status: 503,
    title: 'The disk did not confirm what the ledger wrote',
    remedy: 'Check the disk of the data folder; ledger.sync says when the journal is forced to it.',
  },
});
