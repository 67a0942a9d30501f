import type { BriefReply } from '@accord/contract';
import type { Accord } from '@accord/host';
import type { Caller, JsonDocument } from '@accord/runtime';
import { callOperation } from './call-operation.ts';

export const createBrief = (
  accord: Accord,
  body: unknown,
  caller?: Caller,
): Promise<JsonDocument<BriefReply>> => callOperation(accord, 'createBrief', body, caller);
