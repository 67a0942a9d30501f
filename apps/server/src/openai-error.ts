import type { AccordError } from '@accord/kernel';

/** An error as clients of OpenAI's protocol read it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  429: 'rate_limit_error',
};

/** What the server says of a fault of its own is what to do, and nothing of its inside. */
export function openAiErrorOf(error: AccordError): OpenAiError {
  const { code, status, remedy } = error.kind;
  return {
    error: {
      message: status === 500 ? remedy : error.message,
      type: TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
      param: error.field ?? null,
      code,
    },
  };
}
