import type { ClientRequest, JsonObject } from './client-request.ts';
import { isObject } from './client-request.ts';
import type { Candidate } from './models.ts';

/** What a mode lays down for a request, by the names that the endpoint has for it. */
interface Additions {
  readonly [name: string]: unknown;
}

const NOTHING: Additions = {};
const WITH_USAGE = { include_usage: true } as const;

/**
 * The body as it goes to a model server: the client's own text with the name of the model put in, the parameters of the
 * mode where the client says nothing, and the wish for a count of tokens in a stream. The text is written anew only
 * where it has to be.
 *
 * @param outputTokens limit of an answer that costs money where neither the client nor a mode set one
 */
export function outgoingBody(request: ClientRequest, candidate: Candidate, outputTokens: number): string {
  const { text, body, modelPlace, streams, endpoint } = request;
  const options = body['stream_options'];
  const counts = streams && endpoint === 'chat' && !(isObject(options) && options['include_usage'] === true);
  const additions = additionsOf(request, candidate, outputTokens);
  if (modelPlace === undefined || (counts && options !== undefined)) {
    return rewritten(body, candidate, additions, counts);
  }
  const { start, end } = modelPlace;
  const added = (counts ? '"stream_options":{"include_usage":true},' : '') + membersText(additions);
  const model =
    candidate.model.model === request.model
      ? text
      : text.slice(0, start) + candidate.modelJson + text.slice(end);
  if (added === '') return model;
  const open = model.indexOf('{') + 1;
  return `${model.slice(0, open)}${added}${model.slice(open)}`;
}

function rewritten(body: JsonObject, candidate: Candidate, additions: Additions, counts: boolean): string {
  const options = body['stream_options'];
  return JSON.stringify({
    ...body,
    model: candidate.model.model,
    ...additions,
    ...(counts && { stream_options: { ...(isObject(options) && options), ...WITH_USAGE } }),
  });
}

/** Each with a comma after it, to stand before the members that are there. */
function membersText(additions: Additions): string {
  let text = '';
  for (const name in additions) text += `${JSON.stringify(name)}:${JSON.stringify(additions[name])},`;
  return text;
}

function additionsOf(
  { endpoint, body, outputLimit }: ClientRequest,
  { model, parameters }: Candidate,
  outputTokens: number,
): Additions {
  if (endpoint === 'embeddings') return NOTHING;
  const limitName = endpoint === 'chat' ? 'max_tokens' : 'max_output_tokens';
  const limited = outputLimit !== undefined || limitName in body || 'max_completion_tokens' in body;
  if (parameters === undefined) {
    // What was set aside for an answer has to be enough for it.
    return limited || model.guarded.price().output === 0 ? NOTHING : { [limitName]: outputTokens };
  }
  const { sampling } = parameters;
  const additions: Record<string, unknown> = {};
  const add = (name: string, value: unknown): void => {
    if (value !== undefined && !(name in body)) additions[name] = value;
  };
  if (!limited) add(limitName, sampling.maxTokens);
  add('temperature', sampling.temperature);
  add('top_p', sampling.topP);
  if (model.sampling !== undefined && endpoint === 'chat') {
    add(model.sampling.topK, sampling.topK);
    add(model.sampling.repetitionPenalty, sampling.repetitionPenalty);
  }
  return additions;
}
