import { defineErrors } from '@accord/kernel';

export const runtimeErrors = defineErrors({
  TASK_STEP_MISSING: {
    status: 500,
    title: 'The plan names a role that the task does not declare',
    remedy: 'This is a fault in the task declaration; report it.',
  },
  TASK_OUTPUT_INVALID: {
    status: 500,
    title: 'The task produced a result that breaks its own schema',
    remedy: 'This is a fault in the task; report it with the id of the request.',
  },
  SERVING_EMERGENCY: {
    status: 503,
    title: 'No engine can answer, no answer is kept, and the task has no rules',
    remedy: 'Try again after the time in Retry-After; see the engines in the health report.',
  },
  REQUEST_INVALID: {
    status: 400,
    title: 'A field of the request has a value it cannot take',
    remedy: 'Correct the named field; the reference page shows what it takes.',
  },
  REQUEST_UNKNOWN_FIELD: {
    status: 400,
    title: 'The request has a field that does not exist',
    remedy: 'Remove or correct the named field; the reference page lists the fields.',
  },
  DECISION_NOT_FOUND: {
    status: 404,
    title: 'No decision is kept under this id',
    remedy: 'Check the id; old decisions are removed after the retention limit.',
  },
});
