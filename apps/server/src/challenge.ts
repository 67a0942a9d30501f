import { accountErrors } from '@accord/accounts';
import type { AccordError } from '@accord/kernel';
import type { Tell } from './rate-limit-headers.ts';

/** Tells a client that is not let in how to be, as RFC 6750 has it: one that brought no key is told of no fault. */
export function tellChallenge(tell: Tell, { kind }: AccordError): void {
  if (kind.status !== 401) return;
  const fault = kind === accountErrors.KEY_MISSING ? '' : ', error="invalid_token"';
  tell('www-authenticate', `Bearer realm="accord"${fault}`);
}
