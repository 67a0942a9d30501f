import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BriefReply, briefReplySchema, type Mode, ROLES } from '@accord/contract';
import { writeTinyModel } from '@accord/engine/testing/tiny-model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localCaller } from '@accord/runtime';
import { type Accord, openAccord } from './accord.ts';

/** Every role answered by a model in this process, of random weights: what it says is valid and means nothing. */
let folder: string;
let accord: Accord | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-local-model-'));
  writeTinyModel(join(folder, 'tiny.gguf'));
});
afterEach(async () => {
  await accord?.close();
  accord = undefined;
  rmSync(folder, { recursive: true });
});

/** Room and time for answers spelt byte by byte, which at temperature 0 are always the same. */
const GENEROUS = {
  ACCORD_ENGINE_LLAMA_CPP_CONTEXT_SIZE: '8192',
  ACCORD_ENGINE_LLAMA_CPP_QUANTISATION: 'fp16',
  ACCORD_HEALTH_TIMEOUT_MS: '60000',
  ...Object.fromEntries(
    ['INTERPRETER', 'VALIDATOR', 'CREATIVE'].flatMap((role) =>
      (role === 'INTERPRETER' ? ['_FAST', '_BALANCED', '_CREATIVE'] : ['']).flatMap((mode) => [
        [`ACCORD_SERVING_${role}_MAX_NEW_TOKENS${mode}`, '3000'],
        [`ACCORD_SERVING_${role}_TEMPERATURE${mode}`, '0'],
        [`ACCORD_SERVING_${role}_TIMEOUT_S${mode}`, '120'],
      ]),
    ),
  ),
};

async function open(env: Readonly<Record<string, string>>, cwd = folder): Promise<Accord> {
  accord = await openAccord({ env: { ACCORD_DATA_DIR: folder, ...GENEROUS, ...env }, cwd });
  return accord;
}

const bound = (path: string): Record<string, string> =>
  Object.fromEntries(
    ROLES.flatMap((role) => [
      [`ACCORD_ROLES_${role.toUpperCase()}_DRIVER`, 'llama-cpp'],
      [`ACCORD_ROLES_${role.toUpperCase()}_GGUF_FP16`, path],
    ]),
  );

async function ask({ routes, calls }: Accord, text: string, mode: Mode): Promise<BriefReply> {
  const route = routes.find(({ path }) => path === '/api/briefs');
  if (route === undefined) throw new TypeError('no route for briefs');
  return (await calls.call(route, { text, mode }, localCaller)).value as BriefReply;
}

describe('a role with the llama-cpp driver', () => {
  it('answers briefs in every mode', async () => {
    const house = await open(bound('tiny.gguf'));
    for (const mode of ['fast', 'balanced', 'creative'] as const) {
      const reply = briefReplySchema.parse(await ask(house, '비 온 뒤 숲의 향', mode));
      // A model of random weights may well say nothing of use; then the rules stand in, and say so.
      const others = reply.meta.engines.filter(({ engine, fallback }) => engine !== 'llama-cpp' && !fallback);
      expect(others).toEqual([]);
      const read = reply.meta.engines.find(({ role }) => role === 'interpreter');
      expect(reply.meta.reliability).toBe(read?.fallback ? 'low' : 'normal');
      expect(reply.meta.tokens.output).toBeGreaterThan(100);
    }
  }, 60_000);

  it('shares the model with the roles of the same file, and says how it is', async () => {
    const house = await open(bound('tiny.gguf'));
    const { components } = await house.health();
    const details = ROLES.map((role) => components[`engine.${role}`]?.detail);
    expect(new Set(details)).toEqual(
      new Set(['llama-cpp/tiny.gguf: tiny is loaded; 2 of 2 contexts of 8192 tokens are free, 0 calls wait']),
    );
  });

  it('takes the file of the chosen precision', async () => {
    writeTinyModel(join(folder, 'tiny-q4.gguf'));
    const house = await open({
      ...bound('tiny.gguf'),
      ACCORD_ENGINE_LLAMA_CPP_QUANTISATION: 'int4',
      ACCORD_ROLES_INTERPRETER_GGUF_INT4: join(folder, 'tiny-q4.gguf'),
      ACCORD_ROLES_VALIDATOR_DRIVER: 'rules',
      ACCORD_ROLES_CREATIVE_DRIVER: 'rules',
    });
    expect((await ask(house, 'a wood', 'fast')).meta.engines[0]?.model).toBe('tiny-q4');
  });

  it('is unhealthy with a file that is no model, and stops the start without a file', async () => {
    writeFileSync(join(folder, 'text.gguf'), 'no model');
    const house = await open(bound('text.gguf'));
    expect(await house.health()).toMatchObject({ status: 'UNHEALTHY' });
    await expect(open(bound('none.gguf'))).rejects.toMatchObject({ code: 'ENGINE_MODEL_UNUSABLE' });
  });

  it('stops the start when it has no file for the chosen precision', async () => {
    const env = { ...bound('tiny.gguf'), ACCORD_ENGINE_LLAMA_CPP_QUANTISATION: 'int8' };
    await expect(open(env)).rejects.toMatchObject({
      code: 'CONFIG_ROLE_INCOMPLETE',
      field: 'roles.interpreter.gguf_int8',
    });
  });
});
