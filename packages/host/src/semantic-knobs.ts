import { ROLES } from '@accord/contract';
import { choice, defineKnobs, integer, text } from '@accord/knobs';

/** What makes vectors of questions. */
export const embeddingKnobs = defineKnobs('semantic.embedding', {
  driver: choice({
    choices: ['hashed', 'openai'],
    default: 'hashed',
    effect:
      'Compares questions by their words and letters in this process, or by an embedding model of an OpenAI-compatible server.',
    scope: 'process',
  }),
  base_url: text({
    default: '',
    maxLength: 2000,
    effect:
      'Address of the server of the embedding model, such as http://127.0.0.1:8080/v1; needed by openai.',
    scope: 'process',
  }),
  model: text({
    default: 'multilingual-e5-small',
    maxLength: 200,
    effect:
      'Name of the embedding model that the server is asked for. With another one, nothing is proven any more.',
    scope: 'process',
  }),
  api_key: text({
    default: '',
    maxLength: 1000,
    secret: true,
    effect: 'Sent to the server as a bearer token; empty sends none. Best set by the environment.',
    scope: 'process',
  }),
  dimensions: integer({
    default: 384,
    range: [1, 8192],
    unit: 'dimensions',
    effect: 'How many numbers the model gives for a text; a vector of another length is not used.',
    scope: 'process',
  }),
  timeout_ms: integer({
    default: 1000,
    range: [1, 60_000],
    unit: 'ms',
    effect: 'Waits longer for the embedding before a request goes on without it.',
    scope: 'process',
  }),
});

/** Who compares answers of tasks that have no comparer of their own. */
export const judgeKnobs = defineKnobs('semantic.judge', {
  role: choice({
    choices: ['none', ...ROLES],
    default: 'none',
    effect:
      'Has the first model of this role compare answers where a task cannot; its verdicts prove something once people have labelled enough of them.',
    scope: 'process',
  }),
});
