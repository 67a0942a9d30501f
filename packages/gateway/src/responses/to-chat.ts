import { type AccordError } from '@accord/kernel';
import { type ClientRequest, invalid, isObject, type JsonObject } from '../client-request.ts';

/** What only a server that keeps conversations, or runs tools of its own, can do. */
const NEEDS_A_SERVER = ['previous_response_id', 'conversation', 'background', 'prompt'] as const;

/** What is said otherwise in chat completions, or means nothing there. Everything else goes along as it is. */
const TRANSLATED: ReadonlySet<string> = new Set([
  ...NEEDS_A_SERVER,
  'input',
  'instructions',
  'max_output_tokens',
  'text',
  'tools',
  'tool_choice',
  'reasoning',
  'store',
  'include',
  'truncation',
  'max_tool_calls',
  'stream_options',
]);

/**
 * The same request as chat completions has it, for servers that know no responses.
 *
 * @throws REQUEST_INVALID for what chat completions cannot say
 */
export function chatRequestOf(request: ClientRequest): ClientRequest {
  const { body } = request;
  for (const name of NEEDS_A_SERVER) if (isSaid(body[name])) throw unsupported(name);
  const { instructions, input, max_output_tokens: limit, text, tools, tool_choice: choice, reasoning } = body;
  const effort = isObject(reasoning) ? reasoning['effort'] : undefined;
  const chat: JsonObject = {
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !TRANSLATED.has(name))),
    messages: [
      ...(typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : []),
      ...messagesOf(input),
    ],
    ...(isSaid(limit) && { max_tokens: limit }),
    ...formatOf(text),
    ...(Array.isArray(tools) && tools.length > 0 && { tools: tools.map(toolOf) }),
    ...(isSaid(choice) && { tool_choice: choiceOf(choice) }),
    ...(isSaid(effort) && { reasoning_effort: effort }),
  };
  return { ...request, endpoint: 'chat', body: chat, modelPlace: undefined };
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

const unsupported = (field: string): AccordError =>
  invalid(`${field} needs a model server that is bound with \`responses\``, field);

function messagesOf(input: unknown): readonly JsonObject[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  const messages: JsonObject[] = [];
  for (const [index, item] of (input as readonly unknown[]).entries()) {
    if (!isObject(item)) throw invalid('each item of input must be an object', `input.${index}`);
    const message = messageOf(item, `input.${index}`);
    const last = messages.at(-1);
    // Calls that were made together stand in one message.
    if (message?.['tool_calls'] !== undefined && last?.['tool_calls'] !== undefined) {
      const calls = [...(last['tool_calls'] as unknown[]), ...(message['tool_calls'] as unknown[])];
      messages[messages.length - 1] = { ...last, tool_calls: calls };
    } else if (message !== undefined) messages.push(message);
  }
  return messages;
}

function messageOf(item: JsonObject, field: string): JsonObject | undefined {
  const { type, role, content, call_id: call, name, arguments: given, output } = item;
  switch (type ?? 'message') {
    case 'message':
      return { role: role === 'developer' ? 'system' : role, content: contentOf(content, field) };
    case 'function_call':
      return {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: call, type: 'function', function: { name, arguments: given } }],
      };
    case 'function_call_output':
      return { role: 'tool', tool_call_id: call, content: textOf(output) };
    // What a model thought is for the server that it runs on.
    case 'reasoning':
      return undefined;
    default:
      throw unsupported(field);
  }
}

const textOf = (output: unknown): string => (typeof output === 'string' ? output : JSON.stringify(output));

function contentOf(content: unknown, field: string): unknown {
  if (!Array.isArray(content)) return content;
  return content.map((part: unknown, index) => {
    const { type, text, refusal, image_url: url, detail } = isObject(part) ? part : {};
    if (type === 'input_text' || type === 'output_text' || type === 'text') return { type: 'text', text };
    if (type === 'refusal') return { type: 'text', text: refusal };
    if (type === 'input_image' && typeof url === 'string') {
      return { type: 'image_url', image_url: { url, ...(isSaid(detail) && { detail }) } };
    }
    throw unsupported(`${field}.content.${index}`);
  });
}

function formatOf(text: unknown): JsonObject {
  if (!isObject(text)) return {};
  const { format, verbosity } = text;
  const said = isSaid(verbosity) ? { verbosity } : {};
  if (!isObject(format) || format['type'] === 'text') return said;
  if (format['type'] !== 'json_schema') return { ...said, response_format: format };
  const { type, ...schema } = format;
  return { ...said, response_format: { type, json_schema: schema } };
}

function toolOf(tool: unknown, index: number): JsonObject {
  if (!isObject(tool) || tool['type'] !== 'function') throw unsupported(`tools.${index}`);
  const { type, ...definition } = tool;
  return { type, function: definition };
}

function choiceOf(choice: unknown): unknown {
  if (!isObject(choice) || choice['type'] !== 'function') return choice;
  return { type: 'function', function: { name: choice['name'] } };
}
