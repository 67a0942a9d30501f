import { gatewayErrors } from '@accord/gateway';
import type { AccordError } from '@accord/kernel';

/** An error as the clients of OpenAI read it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

/** What clients tell apart by the type, where they do not go by the status. */
function typeOf(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 402:
      return 'insufficient_quota';
    case 403:
      return 'permission_error';
    case 429:
      return 'rate_limit_error';
    default:
      return status < 500 ? 'invalid_request_error' : 'server_error';
  }
}

/** Codes that clients of OpenAI know by another name. */
const KNOWN_AS: ReadonlyMap<string, string> = new Map([
  [gatewayErrors.MODEL_NOT_FOUND.code, 'model_not_found'],
]);

/** @param error of which, where it is a fault of ours, nothing is said but what to do about it */
export function openAiErrorOf({ kind, message, field }: AccordError): OpenAiError {
  const { code, status, remedy } = kind;
  return {
    error: {
      message: status === 500 ? remedy : `${message}${/[.!?]$/.test(message) ? '' : '.'} ${remedy}`,
      type: typeOf(status),
      param: field ?? null,
      code: KNOWN_AS.get(code) ?? code,
    },
  };
}
