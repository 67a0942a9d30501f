import { defineErrors } from '@accord/kernel';

export const hostErrors = defineErrors({
  RUN_NOT_FOUND: {
    status: 404,
    title: 'No run of this id is kept',
    remedy: 'Look for it in GET /api/runs; a run is kept in the data folder of the process that made it.',
  },
  RUN_UNREADABLE: {
    status: 500,
    title: 'The log of the run cannot be read',
    remedy: 'See what is at runs/<id>.jsonl in the data folder; remove it, or make the run anew.',
  },
  REQUEST_NOT_RUNNABLE: {
    status: 400,
    title: 'A written request cannot be run',
    remedy: 'Write one object on each line: {"path": "/api/briefs", "body": {…}}.',
  },
  CACHE_SWITCHED_OFF: {
    status: 409,
    title: 'The cache is switched off, so there is no evidence about it',
    remedy: 'Set cache.enabled to true.',
  },
  CONFIG_ENVIRONMENT_UNKNOWN: {
    status: 500,
    title: 'APP_ENV names an environment that does not exist',
    remedy: 'Set APP_ENV to development, staging or production, or leave it out.',
  },
  CONFIG_FILE_INVALID: {
    status: 500,
    title: 'The configuration file of the environment cannot be read',
    remedy: 'Mend the file under configs/ at the place the message names.',
  },
  CONFIG_ROLE_INCOMPLETE: {
    status: 500,
    title: 'A role is bound to a model that is not fully named',
    remedy: 'Set roles.<role>.base_url or roles.<role>.gguf_…, or bind the role to the rules.',
  },
});
