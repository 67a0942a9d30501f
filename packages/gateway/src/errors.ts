import { AccordError, defineErrors } from '@accord/kernel';

export const gatewayErrors = defineErrors({
  MODEL_NOT_CONFIGURED: {
    status: 503,
    title: 'No model is configured that could answer',
    remedy:
      'Bind a role to a model server: roles.interpreter.driver openai, with roles.interpreter.base_url and roles.interpreter.model.',
  },
  MODEL_NOT_FOUND: {
    status: 404,
    title: 'There is no model of that name',
    remedy: 'Take a name that GET /v1/models lists: a mode, such as accord/fast, or a configured model.',
  },
  MODEL_UNAVAILABLE: {
    status: 503,
    title: 'None of the engines of the model can be asked now',
    remedy: 'Try again after the time in Retry-After; the health report says what is wrong with each.',
  },
  REQUEST_TOO_DEEP: {
    status: 400,
    title: 'The body is nested too deep',
    remedy: 'Send JSON that is nested less deep.',
  },
  STREAM_CUT: {
    status: 502,
    title: 'The answer broke off and no other engine could go on with it',
    remedy: 'Ask again. Plain text is continued by engines that are bound with `continues`.',
  },
});

/** Code of a fault: that of an error of ours, or of what nobody foresaw. */
export const codeOf = (error: unknown): string => (error instanceof AccordError ? error.code : 'INTERNAL');
