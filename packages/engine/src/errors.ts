import { defineErrors } from '@accord/kernel';

export const engineErrors = defineErrors({
  ENGINE_UNREACHABLE: {
    status: 502,
    title: 'The model server could not be reached',
    remedy: 'Check that the server of the configured role runs and that its base_url is right.',
  },
  ENGINE_TIMEOUT: {
    status: 504,
    title: 'The model server did not answer in time',
    remedy: 'Try again, choose a faster mode, or raise the timeout of the mode.',
  },
  ENGINE_REJECTED: {
    status: 502,
    title: 'The model server refused the request',
    remedy: 'Check the model name and the key of the configured role.',
  },
  ENGINE_OVERLOADED: {
    status: 503,
    title: 'The model server is overloaded',
    remedy: 'Try again after the time in Retry-After.',
  },
  ENGINE_BAD_ANSWER: {
    status: 502,
    title: 'The model answered with something that is not what was asked for',
    remedy: 'Try again; if it persists, choose a model that follows JSON schemas.',
  },
  ENGINE_CANCELLED: {
    status: 499,
    title: 'The request was cancelled',
    remedy: 'Nothing to do: the caller went away.',
  },
  ENGINE_UNSUPPORTED: {
    status: 501,
    title: 'The configured engine cannot do this',
    remedy: 'Bind the role to an engine that can.',
  },
  ENGINE_INPUT_TOO_LONG: {
    status: 413,
    title: 'The text is too long for the engine',
    remedy: 'Send a shorter text.',
  },
  ENGINE_PACKAGE_MISSING: {
    status: 500,
    title: 'The package that runs models in this process is not installed',
    remedy: 'Run script/llama-cpp, or bind the role to a model server or to the rules.',
  },
  ENGINE_MODEL_UNUSABLE: {
    status: 500,
    title: 'The model file cannot be used',
    remedy: 'Name a GGUF file of a model that this machine has the memory for.',
  },
});
