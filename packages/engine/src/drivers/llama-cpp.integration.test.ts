import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AccordError, createRng, systemClock } from '@accord/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Engine, GenerateRequest, Sampling } from '../engine.ts';
import type { LlamaCppKnobs } from '../knobs.ts';
import { describeEngine } from '../testing.ts';
import { type TinyModelOptions, writeTinyModel } from '../testing/tiny-model.ts';
import { llamaCppEngine } from './llama-cpp.ts';

/** These run a real model, of random weights. It is fast, and says nothing that makes sense. */

const KNOBS: LlamaCppKnobs = {
  quantisation: 'fp16',
  context_size: 1024,
  contexts: 2,
  threads: 1,
  prompt_batch: 32,
  waiting_limit: 16,
  wait_ms: 60_000,
};

let folder: string;
const opened: Engine[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-llama-cpp-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Opening {
  readonly knobs?: Partial<LlamaCppKnobs>;
  readonly seed?: number;
  readonly model?: TinyModelOptions;
}

/** The rng seeds the sampling, the model its weights. */
function open({ knobs = {}, seed = 1, model = {} }: Opening = {}): Engine {
  const modelPath = join(folder, 'tiny.gguf');
  writeTinyModel(modelPath, model);
  const engine = llamaCppEngine({
    name: 'local',
    modelPath,
    knobs: { ...KNOBS, ...knobs },
    rng: createRng(seed),
    clock: systemClock,
  });
  opened.push(engine);
  return engine;
}

const never = (): AbortSignal => new AbortController().signal;

interface Asking extends Partial<Sampling> {
  readonly shape?: z.ZodType;
  readonly text?: string;
  readonly signal?: () => AbortSignal;
}

function request({ shape, text = '풀 향 🌿', signal = never, ...sampling }: Asking = {}): GenerateRequest {
  return {
    purpose: 'fragrance.brief/interpreter',
    facts: {},
    prompt: () => [
      { role: 'system', content: 'Read.' },
      { role: 'user', content: text },
    ],
    ...(shape !== undefined && { schema: { name: 'answer', schema: z.toJSONSchema(shape) } }),
    sampling: { maxTokens: 400, temperature: 0.8, topP: 0.95, ...sampling },
    signal,
  };
}

describeEngine(
  'llama-cpp',
  { capabilities: ['generate', 'stream', 'embed', 'forward'], remote: false },
  async () => {
    const engine = open();
    return { engine, close: () => engine.close() };
  },
);

describe('an answer to a schema', () => {
  const note = z.strictObject({ name: z.string().min(1).max(12), share: z.number().min(0).max(1) });
  const shapes = {
    'a flat object': z.strictObject({ 향: z.enum(['숲', '바다 "🌊"']), strong: z.boolean(), at: z.int() }),
    'optional properties': z.strictObject({ a: z.int().optional(), b: z.null(), c: z.string().optional() }),
    'nested lists': z.strictObject({
      notes: z.array(note).min(1).max(3),
      seasons: z.array(z.string()).max(2),
    }),
    'a union': z.strictObject({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
    'a tree': z.strictObject({
      get tree() {
        return tree.nullable();
      },
    }),
    'a record': z.record(z.enum(['top', 'base']), z.int().min(-3).max(12)),
    'a pair': z.tuple([z.int().min(1990).max(2026), z.literal('#1 \\ "a"')]),
  };
  const tree: z.ZodType = z.lazy(() => z.strictObject({ leaf: z.boolean(), next: tree.nullable() }));

  it.each(Object.entries(shapes))('is valid, whatever the model would rather say: %s', async (_, shape) => {
    const engine = open();
    let valid = 0;
    for (let asked = 0; asked < 12; asked += 1) {
      const outcome = await engine.generate(request({ shape, temperature: 1.5 })).then(
        ({ output }) => shape.safeParse(output).error ?? 'valid',
        (error: AccordError) => error.code,
      );
      expect(['valid', 'ENGINE_BAD_ANSWER']).toContain(outcome);
      valid += outcome === 'valid' ? 1 : 0;
    }
    expect(valid).toBeGreaterThan(8);
  });

  it('has numbers that can be read, also from a model that loves digits', async () => {
    const engine = open({ model: { leanings: { 9: 12, e: 12, '-': 9 } } });
    const shape = z.strictObject({ count: z.int(), degree: z.number() });
    for (let asked = 0; asked < 4; asked += 1) {
      const { output } = await engine.generate(request({ shape }));
      expect(shape.parse(output).count).toSatisfy(Number.isSafeInteger);
    }
  });

  it('is a fault when it does not end in time', async () => {
    const engine = open({ model: { leanings: { '"': -20 } } });
    const endless = request({ shape: z.strictObject({ text: z.string() }), maxTokens: 40 });
    await expect(engine.generate(endless)).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: 'local answered with text that is not JSON (finish_reason length)',
    });
  });

  it('is refused for a schema that cannot be told', async () => {
    const shape = z.strictObject({ a: z.intersection(z.string(), z.string()) });
    await expect(open().generate(request({ shape }))).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' });
  });
});

describe('an answer in free text', () => {
  it('is as long as it may be, and counted; the prompt is in the template of the model', async () => {
    const chatTemplate =
      "{{ bos_token }}{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}" +
      "{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}";
    const engine = open({ model: { chatTemplate } });
    const { finishReason, model, usage } = await engine.generate(request({ maxTokens: 7 }));
    expect([finishReason, model]).toEqual(['length', 'tiny']);
    // One token for each byte, and one before them.
    const prompt = 'system: Read.\nuser: 풀 향 🌿\nassistant: ';
    expect(usage).toEqual({ inputTokens: 1 + Buffer.byteLength(prompt), outputTokens: 7 });
  });

  it('is a fault when there is none', async () => {
    await expect(open({ model: { leanings: { end: 40 } } }).generate(request())).rejects.toMatchObject({
      code: 'ENGINE_BAD_ANSWER',
      message: 'local answered with nothing (finish_reason stop)',
    });
  });

  it('comes in whole characters', async () => {
    const words = '봄날 정원 🌸';
    const chunks = await collect(open().stream(request({ shape: z.literal(words) })));
    const texts = chunks.flatMap((chunk) => (chunk.type === 'text' ? [chunk.text] : []));
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.join('')).toBe(JSON.stringify(words));
    expect(texts.some((text) => text.includes('\ufffd'))).toBe(false);
  });

  it('ends where the context ends', async () => {
    const engine = open({ knobs: { context_size: 256 }, model: { leanings: { end: -40 } } });
    const { finishReason, usage } = await engine.generate(request({ maxTokens: 4000 }));
    expect(finishReason).toBe('length');
    expect((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)).toBe(256);
  });

  it('is refused for a prompt that leaves no room', async () => {
    const engine = open({ knobs: { context_size: 256 } });
    await expect(engine.generate(request({ text: 'a'.repeat(300) }))).rejects.toMatchObject({
      code: 'ENGINE_REJECTED',
      message: expect.stringMatching(
        /^The prompt has 3\d\d tokens, too many for the context of 256 of local$/,
      ),
    });
  });
});

describe('sampling', () => {
  const said = async (opening: Opening, asking: Asking = {}): Promise<unknown> =>
    (await open(opening).generate(request({ maxTokens: 60, ...asking }))).output;

  it('is repeated by the same seed and varied by another', async () => {
    expect(await said({ seed: 5 })).toBe(await said({ seed: 5 }));
    expect(await said({ seed: 5 })).not.toBe(await said({ seed: 6 }));
  });

  it('takes the likeliest token at temperature 0, and among one', async () => {
    const greedy = await said({ seed: 5 }, { temperature: 0 });
    expect(await said({ seed: 6 }, { temperature: 0 })).toBe(greedy);
    expect(await said({ seed: 7 }, { temperature: 2, topK: 1 })).toBe(greedy);
  });

  it('penalises repetitions when asked to', async () => {
    const greedy = await said({}, { temperature: 0 });
    expect(await said({}, { temperature: 0, repetitionPenalty: 1 })).toBe(greedy);
    const penalised = await said({}, { temperature: 0, repetitionPenalty: 2 });
    expect(new Set(String(penalised)).size).toBeGreaterThan(new Set(String(greedy)).size);
  });

  it('is the same whether or not the prompt was read before', async () => {
    const engine = open({ knobs: { contexts: 1 } });
    const ask = async (text: string) =>
      (await engine.generate(request({ text, temperature: 0, maxTokens: 30 }))).output;
    const first = await ask('a wood');
    await ask('the sea');
    expect(await ask('a wood')).toBe(first);
  });
});

describe('calls that are many', () => {
  const shape = z.strictObject({ name: z.string().max(20) });

  it('are answered, more of them than there are contexts', async () => {
    const engine = open();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, place) => engine.generate(request({ shape, text: `wish ${place}` }))),
    );
    for (const { output } of answers) expect(shape.safeParse(output).error).toBeUndefined();
  });

  it('wait in bounds, and may leave while they wait', async () => {
    const engine = open({ knobs: { contexts: 1, waiting_limit: 1 } });
    const held = engine.stream(request())[Symbol.asyncIterator]();
    await held.next();
    const controller = new AbortController();
    const waiting = failureOf(engine.generate(request({ signal: () => controller.signal })));
    await vi.waitFor(async () => expect((await engine.health(never())).detail).toContain('1 calls wait'));
    expect(await failureOf(engine.generate(request()))).toMatchObject({ code: 'ENGINE_OVERLOADED' });
    controller.abort();
    expect((await waiting).code).toBe('ENGINE_CANCELLED');
    await held.return?.();
    expect((await engine.generate(request({ shape }))).finishReason).toBe('stop');
  });
});

describe('a call that is given up', () => {
  it.each([
    [undefined, 'ENGINE_CANCELLED'],
    [new DOMException('The time is up', 'TimeoutError'), 'ENGINE_TIMEOUT'],
  ])('stops in the middle of its answer and frees its context (%s)', async (reason, code) => {
    const engine = open({ knobs: { contexts: 1 }, model: { leanings: { end: -40 } } });
    const controller = new AbortController();
    let pieces = 0;
    const answering = async (): Promise<void> => {
      for await (const _ of engine.stream(request({ signal: () => controller.signal }))) {
        pieces += 1;
        if (pieces === 3) controller.abort(reason);
      }
    };
    await expect(answering()).rejects.toMatchObject({ code });
    expect(pieces).toBe(3);
    expect((await engine.health(never())).detail).toContain('1 of 1 contexts');
  });

  it('stops while its prompt is read', async () => {
    const engine = open({ knobs: { context_size: 8192, prompt_batch: 1 } });
    await engine.health(never());
    const controller = new AbortController();
    const failure = failureOf(
      engine.generate(request({ text: 'a'.repeat(8000), signal: () => controller.signal, maxTokens: 1 })),
    );
    await vi.waitFor(async () => expect((await engine.health(never())).detail).toContain('1 of 2 contexts'));
    controller.abort();
    expect((await failure).code).toBe('ENGINE_CANCELLED');
    expect((await engine.health(never())).detail).toContain('2 of 2 contexts');
  });

  it('is not begun when the caller has already left', async () => {
    const engine = open();
    const left = request({ signal: () => AbortSignal.abort() });
    expect((await failureOf(engine.generate(left))).code).toBe('ENGINE_CANCELLED');
    const embedding = engine.embed({ texts: ['a'], signal: () => AbortSignal.abort() });
    expect((await failureOf(embedding)).code).toBe('ENGINE_CANCELLED');
  });

  it('is given up when the engine is closed', async () => {
    const engine = open({ model: { leanings: { end: -40 } } });
    const chunks = engine.stream(request())[Symbol.asyncIterator]();
    await chunks.next();
    const closing = engine.close();
    expect(await failureOf(chunks.next())).toMatchObject({
      code: 'ENGINE_CANCELLED',
      message: 'local was closed',
    });
    await closing;
    expect(await failureOf(engine.generate(request()))).toMatchObject({ message: 'local was closed' });
  });
});

describe('embed', () => {
  it('counts the tokens of what it embeds', async () => {
    const { usage, vectors } = await open().embed({ texts: ['four', '숲'], signal: never });
    expect(vectors.map(({ length }) => length)).toEqual([32, 32]);
    expect(usage).toEqual({ inputTokens: 1 + 4 + 1 + 3, outputTokens: 0 });
  });

  it.each(['', 'a'.repeat(1024)])('refuses a text that it cannot take whole', async (text) => {
    const embedding = open().embed({ texts: ['a', text], signal: never });
    await expect(embedding).rejects.toMatchObject({ code: 'ENGINE_REJECTED' });
  });
});

describe('what is not there', () => {
  const opening = (options: { modelPath?: string; installation?: URL }) => () =>
    llamaCppEngine({
      name: 'local',
      modelPath: join(folder, 'tiny.gguf'),
      knobs: KNOBS,
      rng: createRng(1),
      clock: systemClock,
      ...options,
    });

  it('is the file', () => {
    const modelPath = join(folder, 'none.gguf');
    expect(opening({ modelPath })).toThrow(
      expect.objectContaining({ code: 'ENGINE_MODEL_UNUSABLE', message: `There is no file ${modelPath}` }),
    );
  });

  it('is a model in the file', async () => {
    const modelPath = join(folder, 'text.gguf');
    writeFileSync(modelPath, 'no model at all');
    const engine = opening({ modelPath })();
    expect(await failureOf(engine.generate(request()))).toMatchObject({
      code: 'ENGINE_MODEL_UNUSABLE',
      message: expect.stringContaining('magic'),
    });
    expect(await engine.health(never())).toMatchObject({ state: 'down' });
    await engine.close();
  });

  it('is the package, and the command that installs it is told', () => {
    mkdirSync(join(folder, 'bare'));
    writeTinyModel(join(folder, 'tiny.gguf'));
    const installation = pathToFileURL(join(folder, 'bare', 'package.json'));
    expect(opening({ installation })).toThrow(
      expect.objectContaining({
        code: 'ENGINE_PACKAGE_MISSING',
        message: expect.stringMatching(
          /script\/llama-cpp, or in .*\/llama-cpp\/: npm install .*--omit=optional .* @node-llama-cpp\/\S+@3\.\d+\.\d+$/,
        ),
      }),
    );
  });

  it('is the model, yet', async () => {
    const health = open().health(AbortSignal.abort());
    expect(await health).toEqual({ state: 'down', detail: 'tiny is still loading' });
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function failureOf(call: Promise<unknown>): Promise<AccordError> {
  return call.then(
    () => {
      throw new TypeError('the call was expected to fail');
    },
    (error) => error,
  );
}
