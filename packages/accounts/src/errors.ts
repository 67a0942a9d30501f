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
  BUDGET_SPENT: {
    status: 402,
    title: 'The budget is spent',
    remedy: 'Wait until the budget opens again, or have it raised.',
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
});
