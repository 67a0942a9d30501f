import type { CacheEvents } from '@accord/cache';
import type { Role } from '@accord/contract';

/** Of every answer of a task. */
export const taskTag = (task: string): string => `task:${task}`;

/** Of the answers that a model had a part in; by engine and model, such as `openai/Qwen2.5-7B-Instruct`. */
export const modelTag = (key: string): string => `model:${key}`;

/** Of the answers for which a model was given the prompt of a role; in an event, `{role}` may stand for the role. */
export const promptTag = (task: string, role: Role | '{role}'): string => `prompt:${task}/${role}`;

/**
 * What makes answers of every task invalid and no name of an answer tells: a model server that was given other weights
 * under the name it had.
 */
export const servingEvents: CacheEvents = {
  'model.replaced': [{ by: 'tag', tag: modelTag('{model}') }],
};
