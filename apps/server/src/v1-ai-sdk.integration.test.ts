import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embed, generateObject, generateText, jsonSchema, streamText, tool, type ToolSet } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse } from './testing/gateway-house.ts';

let house: GatewayHouse;
let accord: ReturnType<typeof createOpenAICompatible>;

beforeAll(async () => {
  house = await openGatewayHouse();
  accord = createOpenAICompatible({
    name: 'accord',
    baseURL: `${house.address}/v1`,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
});
afterAll(async () => {
  await house.close();
});

const prompt = 'Tell me of the forest';
const behave: GatewayHouse['upstreams'][string]['behave'] = (behaviour) =>
  house.upstreams['first']?.behave(behaviour);

describe('the OpenAI-compatible provider of the AI SDK', () => {
  it('generates text', async () => {
    behave({});
    const { text, usage } = await generateText({ model: accord('accord/balanced'), prompt, maxRetries: 0 });
    expect(text).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect(usage.inputTokens).toBeGreaterThan(0);
  });

  it('streams text, with the count of tokens', async () => {
    behave({});
    const { textStream, usage, finishReason } = streamText({ model: accord('first'), prompt, maxRetries: 0 });
    let text = '';
    for await (const piece of textStream) text += piece;
    expect(text).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect((await usage).outputTokens).toBeGreaterThan(0);
    expect(await finishReason).toBe('stop');
  });

  it('generates an object that follows a schema', async () => {
    behave({ answer: '{"family":"woody"}' });
    const schema = jsonSchema<{ family: string }>({
      type: 'object',
      properties: { family: { type: 'string' } },
      required: ['family'],
      additionalProperties: false,
    });
    const { object } = await generateObject({ model: accord('first'), prompt, schema, maxRetries: 0 });
    expect(object).toEqual({ family: 'woody' });
    expect(house.upstreams['first']?.requests.at(-1)?.body['response_format']).toMatchObject({
      type: 'json_schema',
    });
  });

  it.each([false, true])('has tools called (streaming: %s)', async (streams) => {
    behave({ toolCall: { name: 'smell', arguments: '{"of":"moss"}' } });
    const smell = tool({
      description: 'Smells',
      inputSchema: jsonSchema<{ of: string }>({ type: 'object', properties: { of: { type: 'string' } } }),
    });
    // The library's own types differ in how they leave a property out.
    const tools = { smell } as unknown as ToolSet;
    const options = { model: accord('first'), prompt, tools, maxRetries: 0 };
    const calls = streams ? await streamText(options).toolCalls : (await generateText(options)).toolCalls;
    expect(calls).toMatchObject([{ toolName: 'smell', input: { of: 'moss' } }]);
  });

  it('embeds', async () => {
    behave({});
    const { embedding, usage } = await embed({ model: accord.textEmbeddingModel('first'), value: '숲' });
    expect(embedding).toHaveLength(8);
    expect(usage.tokens).toBeGreaterThan(0);
  });
});
