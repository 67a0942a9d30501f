import type { Reason } from '@accord/contract';
import { jsonFromValue } from './json-document.ts';
import type { TaskRequest } from './request.ts';

/** Notes, for `meta` and the record, a way that was taken or refused, with the numbers that decided it. */
export function say<Input, Output, Draft>(
  { reasons }: TaskRequest<Input, Output, Draft>,
  reason: Reason,
): void {
  reasons.push(jsonFromValue(reason));
}
