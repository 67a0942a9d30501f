import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyModel } from '@accord/engine/testing/tiny-model';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';

/** A model in this process, of random weights: what it says means nothing, and is said in the protocol. */
let folder: string;
let server: RunningServer;
let client: OpenAI;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-v1-local-'));
  writeTinyModel(join(folder, 'tiny.gguf'));
  server = await startServer({
    dashboardFolder: join(folder, 'dashboard'),
    env: {
      ACCORD_DATA_DIR: folder,
      ACCORD_SERVER_PORT: '0',
      ACCORD_LOG_LEVEL: 'silent',
      ACCORD_ENGINE_LLAMA_CPP_QUANTISATION: 'fp16',
      ACCORD_ROLES_INTERPRETER_DRIVER: 'llama-cpp',
      ACCORD_ROLES_INTERPRETER_GGUF_FP16: join(folder, 'tiny.gguf'),
    },
  });
  client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none', maxRetries: 0 });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const QUESTION = {
  messages: [{ role: 'user' as const, content: 'A wood after rain' }],
  max_tokens: 12,
  temperature: 0,
};

describe('a model in this process, behind the client of OpenAI', () => {
  it('is listed by the name of its file, and answers by it and as a mode', async () => {
    const names = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toContain('tiny');
    for (const model of ['tiny', 'accord/fast']) {
      const { choices, usage } = await client.chat.completions.create({ model, ...QUESTION });
      expect(choices[0]?.message.content).not.toBe('');
      expect(usage?.completion_tokens).toBeGreaterThan(0);
    }
  });

  it('streams the same, counts it, and has it in the books', async () => {
    const whole = await client.chat.completions.create({ model: 'tiny', ...QUESTION, seed: 1 });
    const { data, response } = await client.chat.completions
      .create({ model: 'tiny', ...QUESTION, seed: 2, stream: true, stream_options: { include_usage: true } })
      .withResponse();
    let text = '';
    let counted: number | undefined;
    for await (const { choices, usage } of data) {
      text += choices[0]?.delta.content ?? '';
      counted = usage?.completion_tokens ?? counted;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    const id = response.headers.get('x-accord-decision');
    const decision = await (await fetch(`${server.address}/api/explain/${id}`)).json();
    expect(decision).toMatchObject({
      attempts: [{ engine: 'llama-cpp/tiny.gguf', outcome: 'completed', basis: 'reported' }],
      tokens: { output: counted },
    });
  });

  it('holds its answer to a schema', async () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
    const { choices } = await client.chat.completions.create({
      model: 'tiny',
      ...QUESTION,
      max_tokens: 40,
      response_format: { type: 'json_schema', json_schema: { name: 'ok', schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ ok: expect.any(Boolean) });
  });

  it('embeds texts', async () => {
    const { data } = await client.embeddings.create({ model: 'tiny', input: ['a wood', 'a sea'] });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([
      data[0]?.embedding.length,
      expect.any(Number),
    ]);
    expect(data[0]?.embedding.length).toBeGreaterThan(3);
  });

  it('says what it cannot do', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'pay', parameters: { type: 'object' } } }];
    await expect(client.chat.completions.create({ model: 'tiny', ...QUESTION, tools })).rejects.toMatchObject(
      {
        status: 400,
        param: 'tools',
      },
    );
  });
});
