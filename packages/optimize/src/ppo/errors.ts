import { defineErrors } from '@accord/kernel';

export const ppoErrors = defineErrors({
  PPO_REWARD_NOT_FINITE: {
    status: 422,
    title: 'The environment gave a reward or an observation that is no finite number',
    remedy: 'Mend the environment; the last checkpoint is intact and can be resumed.',
  },
  PPO_ENVIRONMENT_FAILED: {
    status: 422,
    title: 'The environment failed',
    remedy: 'See the cause; the last checkpoint is intact and can be resumed.',
  },
  PPO_NO_VALID_ACTION: {
    status: 422,
    title: 'The environment allows no action at all',
    remedy: 'End the episode instead, or mend the mask.',
  },
  PPO_CHECKPOINT_INVALID: {
    status: 422,
    title: 'The checkpoint is cut off, damaged or none of this version',
    remedy: 'Give another checkpoint, or begin anew.',
  },
  PPO_CHECKPOINT_FOREIGN: {
    status: 409,
    title: 'The checkpoint is of another environment or of other settings',
    remedy: 'Resume it with the environment and the settings that it was made with.',
  },
});
