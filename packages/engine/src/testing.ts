import type { AccordError } from '@accord/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capability, Engine, ForwardRequest, GenerateRequest, GenerationChunk } from './engine.ts';
import { forwarded } from './testing/forwarded.ts';

export {
  type Behaviour,
  type Fault,
  type ModelServer,
  type ModelServerOptions,
  type Outcome,
  type RecordedRequest,
  startModelServer,
} from './testing/model-server.ts';

/** The purpose that the suite generates for. An engine under test answers it with `{ "ok": true }`. */
export const CONFORMANCE_PURPOSE = 'conformance/answer';

export interface EngineTraits {
  readonly capabilities: readonly Capability[];
  /** Works outside of this process, so that its work can be cancelled and it can be down. */
  readonly remote: boolean;
}

/** What the suite needs to do to the far side of an engine that works outside of this process. */
export interface FarSide {
  /**
   * From now on begins no answer. `begun` settles when the far side has the next call, `released` when the engine
   * has let go of it.
   */
  hold(): { readonly begun: Promise<unknown>; readonly released: Promise<unknown> };
  /** Shuts the far side down, so that nothing answers at its address. */
  stop(): Promise<void>;
}

export interface EngineUnderTest {
  readonly engine: Engine;
  /** Given for every remote engine. */
  readonly farSide?: FarSide;
  close(): Promise<void>;
}

/** The conformance suite that every driver passes. `open` is called anew for each test. */
export function describeEngine(
  name: string,
  traits: EngineTraits,
  open: () => Promise<EngineUnderTest>,
): void {
  describe(`${name} keeps the engine contract`, () => {
    let subject: EngineUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(async () => {
      await subject.close();
    });

    const engine = (): Engine => subject.engine;
    it('says whether its work leaves this process', () => {
      expect(engine().remote).toBe(traits.remote);
    });

    const can = (capability: Capability): boolean => traits.capabilities.includes(capability);

    it('has a name and the capabilities it claims', () => {
      expect(engine().name).not.toBe('');
      expect([...engine().capabilities].sort()).toEqual([...traits.capabilities].sort());
    });

    it('says that it is up', async () => {
      const health = await engine().health(never());
      expect(health.state).toBe('up');
      expect(health.detail).not.toBe('');
    });

    it('can be closed twice', async () => {
      await engine().close();
      await engine().close();
    });

    if (can('generate')) {
      describe('generate', () => {
        it('gives the parsed value of the schema', async () => {
          const generation = await engine().generate(generateRequest());
          expect(generation.output).toEqual({ ok: true });
          expect(generation.model).not.toBe('');
          expect(generation.finishReason).toBe('stop');
        });

        it('counts tokens in whole numbers, or not at all', async () => {
          const { usage } = await engine().generate(generateRequest());
          for (const count of usage === undefined ? [] : [usage.inputTokens, usage.outputTokens]) {
            expect(Number.isInteger(count) && count >= 0).toBe(true);
          }
        });
      });
    }

    if (can('stream')) {
      describe('stream', () => {
        it('yields text, then one end', async () => {
          const chunks = await collect(engine().stream(generateRequest()));
          const types = chunks.map(({ type }) => type);
          expect(types.slice(0, -1)).toEqual(types.slice(0, -1).map(() => 'text'));
          expect(types.at(-1)).toBe('end');
          expect(JSON.parse(textOf(chunks))).toEqual({ ok: true });
        });

        it('can be left early', async () => {
          for await (const chunk of engine().stream(generateRequest())) {
            expect(chunk.type).toBe('text');
            break;
          }
        });
      });
    }

    if (can('embed')) {
      describe('embed', () => {
        it('gives one vector for each text, in order and of one length', async () => {
          const texts = ['숲', 'a wood', 'the sea'];
          const together = await engine().embed({ texts, signal: never });
          const alone = await Promise.all(
            texts.map((text) => engine().embed({ texts: [text], signal: never })),
          );
          expect(together.vectors).toEqual(alone.flatMap(({ vectors }) => vectors));
          expect(new Set(together.vectors.map(({ length }) => length)).size).toBe(1);
          expect(together.model).not.toBe('');
        });

        it('gives no vectors for no texts', async () => {
          expect((await engine().embed({ texts: [], signal: never })).vectors).toEqual([]);
        });
      });
    }

    if (can('transcribe')) {
      describe('transcribe', () => {
        it('gives text', async () => {
          const transcription = await engine().transcribe(transcribeRequest());
          expect(transcription.text).not.toBe('');
          expect(transcription.model).not.toBe('');
        });
      });
    }

    if (can('forward')) {
      describe('forward', () => {
        it.each([
          ['whole', false, 'application/json'],
          ['as it comes', true, 'text/event-stream'],
        ])('gives the reply %s', async (_, streams, type) => {
          const reply = await forwarded(engine(), forwardRequest(streams));
          expect(reply.contentType).toContain(type);
          expect(reply.text).not.toBe('');
        });
      });
    }

    for (const [capability, call] of Object.entries(calls)) {
      if (can(capability as Capability)) continue;
      it(`refuses to ${capability}, which it does not claim`, async () => {
        await expect(call(engine(), never())).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' });
      });
    }

    for (const capability of traits.remote ? traits.capabilities : []) {
      const call = calls[capability];
      describe(`${capability}, from afar`, () => {
        it('refuses when the caller has already left', async () => {
          await expect(call(engine(), AbortSignal.abort())).rejects.toMatchObject({
            code: 'ENGINE_CANCELLED',
          });
        });

        it.each([
          ['the caller leaves', undefined, 'ENGINE_CANCELLED'],
          ['the time is up', new DOMException('The time is up', 'TimeoutError'), 'ENGINE_TIMEOUT'],
        ])('lets go of the work when %s', async (_, reason, code) => {
          const { begun, released } = farSideOf(subject).hold();
          const controller = new AbortController();
          const failure = failureOf(call(engine(), controller.signal));
          await begun;
          controller.abort(reason);
          expect(await failure).toMatchObject({ code });
          await released;
        });

        it('says when nothing answers', async () => {
          await farSideOf(subject).stop();
          await expect(call(engine(), never())).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
        });
      });
    }

    if (traits.remote) {
      it('says that it is down', async () => {
        await farSideOf(subject).stop();
        expect((await engine().health(never())).state).toBe('down');
      });
    }
  });
}

const never = (): AbortSignal => new AbortController().signal;

/** One way to call each capability, to be done or refused. */
const calls: Readonly<Record<Capability, (engine: Engine, signal: AbortSignal) => Promise<unknown>>> = {
  generate: (engine, signal) => engine.generate(generateRequest(() => signal)),
  stream: (engine, signal) => collect(engine.stream(generateRequest(() => signal))),
  embed: (engine, signal) => engine.embed({ texts: ['a wood'], signal: () => signal }),
  transcribe: (engine, signal) => engine.transcribe(transcribeRequest(() => signal)),
  forward: (engine, signal) => forwarded(engine, forwardRequest(), signal),
};

const forwardRequest = (streams = false): ForwardRequest => ({
  path: '/chat/completions',
  body: JSON.stringify({
    model: 'any',
    stream: streams,
    messages: [{ role: 'user', content: 'Say something.' }],
  }),
  streams,
});

function generateRequest(signal = never): GenerateRequest {
  return {
    purpose: CONFORMANCE_PURPOSE,
    facts: {},
    prompt: () => [{ role: 'user', content: 'Answer {"ok": true}.' }],
    schema: {
      name: 'conformance_answer',
      schema: {
        type: 'object',
        properties: { ok: { type: 'boolean' } },
        required: ['ok'],
        additionalProperties: false,
      },
    },
    sampling: { maxTokens: 64, temperature: 0, topP: 1 },
    signal,
  };
}

/** A recording of nothing: the head of a WAV file without samples. */
function transcribeRequest(signal = never): Parameters<Engine['transcribe']>[0] {
  const audio = Buffer.from('524946462400000057415645666d7420100000000100010040', 'hex');
  return { audio, mediaType: 'audio/wav', language: 'en', signal };
}

function farSideOf({ farSide }: EngineUnderTest): FarSide {
  if (farSide === undefined) throw new TypeError('a remote engine is tested with its far side');
  return farSide;
}

/** Settles with the error, so that a test may look at it later than it comes. */
async function failureOf(call: Promise<unknown>): Promise<AccordError | undefined> {
  return call.then(
    () => undefined,
    (error) => error,
  );
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

function textOf(chunks: readonly GenerationChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
}
