import type { ModelServer } from '@accord/engine/testing/model-server';
import type OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse, PATIENT } from './testing/gateway-house.ts';

let house: GatewayHouse;
let chat: ModelServer;
let native: ModelServer;

beforeAll(async () => {
  house = await openGatewayHouse({
    models: { interpreter: ['chat', 'heir'], validator: ['native'] },
    env: {
      ...PATIENT,
      ACCORD_ROLES_INTERPRETER_FALLBACK_1_CONTINUES: 'assistant_message',
      ACCORD_ROLES_VALIDATOR_RESPONSES: 'true',
    },
  });
  chat = house.upstreams['chat'] as ModelServer;
  native = house.upstreams['native'] as ModelServer;
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => {
  for (const server of Object.values(house.upstreams)) server.behave({});
});

const TEXT = 'A quiet woody scent. 고요한 나무 향 🌲';
const smell = {
  type: 'function' as const,
  name: 'smell',
  description: 'Smells',
  parameters: { type: 'object', properties: { of: { type: 'string' } } },
  strict: true,
};

async function eventsOf(body: Omit<OpenAI.Responses.ResponseCreateParamsStreaming, 'stream'>) {
  const stream = await house.client.responses.create({ ...body, stream: true });
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('a response, of a server that knows chat completions only', () => {
  it('has the text and the count', async () => {
    const { data, response } = await house.client.responses
      .create({ model: 'chat', input: 'Tell me', instructions: 'Be short.', max_output_tokens: 50 })
      .withResponse();
    expect(data.output_text).toBe(TEXT);
    expect(data).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'chat',
      max_output_tokens: 50,
    });
    expect(chat.requests.at(-1)).toMatchObject({
      path: '/chat/completions',
      body: {
        model: 'chat',
        max_tokens: 50,
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Tell me' },
        ],
      },
    });
    expect(await house.explain(response.headers.get('x-accord-decision'))).toMatchObject({
      call: 'responses',
      tokens: { input: data.usage?.input_tokens, output: data.usage?.output_tokens },
    });
  });

  it('streams the events of a response', async () => {
    const events = await eventsOf({ model: 'chat', input: 'Tell me' });
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 4)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
    ]);
    expect(types.slice(-4)).toEqual([
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const said = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    expect(said.join('')).toBe(TEXT);
    expect(events.at(-1)).toMatchObject({
      response: {
        status: 'completed',
        output: [{ content: [{ text: TEXT }] }],
        usage: { total_tokens: expect.any(Number) },
      },
    });
  });

  it('has tools called, and takes what they gave', async () => {
    chat.behave({ toolCall: { name: 'smell', arguments: '{"of":"moss"}' } });
    const first = await house.client.responses.create({
      model: 'chat',
      input: 'Smell the moss',
      tools: [smell],
      tool_choice: { type: 'function', name: 'smell' },
    });
    expect(first.output).toMatchObject([
      { type: 'function_call', name: 'smell', arguments: '{"of":"moss"}' },
    ]);
    const { parameters, name, description, strict } = smell;
    expect(chat.requests.at(-1)?.body).toMatchObject({
      tools: [{ type: 'function', function: { name, description, parameters, strict } }],
      tool_choice: { type: 'function', function: { name: 'smell' } },
    });
    chat.behave({});
    await house.client.responses.create({
      model: 'chat',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Smell the moss' }] },
        ...(first.output as OpenAI.Responses.ResponseInputItem[]),
        { type: 'function_call_output', call_id: 'call_1', output: 'damp' },
      ],
    });
    expect(chat.requests.at(-1)?.body['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Smell the moss' }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'smell', arguments: '{"of":"moss"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'damp' },
    ]);
  });

  it('streams the call of a tool', async () => {
    chat.behave({ toolCall: { name: 'smell', arguments: '{"of":"moss"}' } });
    const events = await eventsOf({ model: 'chat', input: 'Smell the moss', tools: [smell] });
    expect(events.find(({ type }) => type === 'response.function_call_arguments.done')).toMatchObject({
      arguments: '{"of":"moss"}',
    });
    expect(events.at(-1)).toMatchObject({
      response: { output: [{ type: 'function_call', call_id: 'call_1' }] },
    });
  });

  it('asks for JSON that follows a schema', async () => {
    const schema = { type: 'object', properties: {} };
    await house.client.responses.create({
      model: 'chat',
      input: 'x',
      text: { format: { type: 'json_schema', name: 'thing', schema, strict: true } },
    });
    expect(chat.requests.at(-1)?.body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'thing', schema, strict: true },
    });
  });

  it('says that it was cut short by its limit', async () => {
    chat.behave({ finishReason: 'length' });
    expect(await house.client.responses.create({ model: 'chat', input: 'x' })).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
  });

  it('is continued by another engine', async () => {
    chat.behave({ fault: { kind: 'cut', afterBytes: 900 }, answer: TEXT });
    house.upstreams['heir']?.behave({
      answer: ({ body }) =>
        TEXT.slice(String((body['messages'] as { content: string }[]).at(-1)?.content).length),
    });
    const events = await eventsOf({ model: 'accord/fast', input: 'Tell me' });
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'response.completed',
      response: { accord: { continued: [{ model: 'heir' }] } },
    });
    expect(last).toMatchObject({ response: { output: [{ content: [{ text: TEXT }] }] } });
  });

  it('ends with an error where it cannot be', async () => {
    chat.behave({ fault: { kind: 'cut', afterBytes: 900 }, answer: TEXT });
    const events = await eventsOf({ model: 'chat', input: 'Tell me' });
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'STREAM_CUT' });
  });

  it.each([
    ['a conversation that a server keeps', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['a tool of the server', { tools: [{ type: 'web_search' }] }, 'tools.0'],
    [
      'a file',
      { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] },
      'input.0.content.0',
    ],
    ['no input', { input: [] }, 'input'],
  ])('refuses %s', async (_, more, param) => {
    const body = { model: 'chat', input: 'x', ...more } as OpenAI.Responses.ResponseCreateParamsNonStreaming;
    await expect(house.client.responses.create(body)).rejects.toMatchObject({ status: 400, param });
  });
});

describe('a response, of a server that has them', () => {
  it('is passed on as it is, and counted', async () => {
    const reply = {
      id: 'resp_7',
      object: 'response',
      output: [],
      usage: { input_tokens: 30, input_tokens_details: { cached_tokens: 10 }, output_tokens: 4 },
    };
    native.behave({ fault: { kind: 'body', body: JSON.stringify(reply) } });
    const { data, response } = await house.client.responses
      .create({ model: 'native', input: 'x', previous_response_id: 'resp_6' })
      .withResponse();
    expect(data).toMatchObject(reply);
    expect(native.requests.at(-1)).toMatchObject({
      path: '/responses',
      body: { previous_response_id: 'resp_6' },
    });
    expect(await house.explain(response.headers.get('x-accord-decision'))).toMatchObject({
      tokens: { input: 30, cached_input: 10, output: 4 },
      attempts: [{ basis: 'reported' }],
    });
  });

  it('streams as it is, and is counted', async () => {
    const completed = {
      type: 'response.completed',
      sequence_number: 1,
      response: { usage: { input_tokens: 3, output_tokens: 2 } },
    };
    const delta = { type: 'response.output_text.delta', sequence_number: 0, delta: 'hi' };
    const body = [delta, completed]
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join('');
    native.behave({ fault: { kind: 'body', body } });
    const { data, response } = await house.client.responses
      .create({ model: 'native', input: 'x', stream: true })
      .withResponse();
    const events = [];
    for await (const event of data) events.push(event);
    expect(events).toEqual([delta, completed]);
    expect(await house.explain(response.headers.get('x-accord-decision'))).toMatchObject({
      tokens: { input: 3, output: 2 },
      attempts: [{ outcome: 'completed', basis: 'reported' }],
    });
  });
});
