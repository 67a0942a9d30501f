import { type Account, type Charge, costOf, type Ledger, type Price, type Tokens } from '@accord/accounts';
import {
  type Embeddings,
  engineErrors,
  type GenerateRequest,
  type Generation,
  type Usage,
} from '@accord/engine';
import { AccordError, type Clock, type PicoUsd, picoUsd } from '@accord/kernel';
import { resilienceErrors } from '@accord/resilience';
import { tokensOf } from './call-cost.ts';
import type { GuardedEngine } from './guarded-engine.ts';

/** Who has a model asked, and for what. */
export interface Asker {
  /** Id of the decision. */
  readonly request: string;
  readonly account: Account;
}

/** Puts what tasks ask of models into the books, as the gateway does with what its clients ask. */
export interface Booking {
  /**
   * Sets aside the most that the call can cost, makes it, and books what it used, however it ended.
   *
   * @throws BUDGET_SPENT and what else the ledger throws, before the call; what the call throws
   */
  booked(
    asker: Asker,
    engine: BookedEngine,
    ask: GenerateRequest,
    call: () => Promise<Generation>,
  ): Promise<Generation>;
  /** The same for texts that are embedded. */
  embedded(
    asker: Asker,
    engine: BookedEngine,
    texts: readonly string[],
    call: () => Promise<Embeddings>,
  ): Promise<Embeddings>;
  /**
   * Books an answer of models that was kept, at no cost.
   *
   * @throws LEDGER_FULL, LEDGER_UNAVAILABLE
   */
  kept(asker: Asker, engine: string, model: string): void;
}

type BookedEngine = Pick<GuardedEngine, 'key' | 'engine' | 'price'>;

/** What models take for a token on average: bytes of UTF-8. */
const BYTES_PER_TOKEN = 4;
/** What a chat template adds to a prompt, and to each of its messages. */
const TEMPLATE_TOKENS = 512;
const TOKENS_PER_MESSAGE = 16;
const NO_TOKENS: Tokens = { input: 0, cachedInput: 0, output: 0 };

/** The server did no work: it was not reached, or said no at once. */
const UNSPENT: ReadonlySet<string> = new Set(
  [engineErrors.ENGINE_UNREACHABLE, engineErrors.ENGINE_REJECTED, engineErrors.ENGINE_OVERLOADED].map(
    ({ code }) => code,
  ),
);
const LEFT: ReadonlySet<string> = new Set(
  [engineErrors.ENGINE_CANCELLED, resilienceErrors.CALL_CANCELLED].map(({ code }) => code),
);

type Counted = Pick<Charge, 'tokens' | 'basis' | 'outcome'>;

/** What is known of a call before and after it is made. */
interface Exchange<Result> {
  /** Of all that the server could count as the prompt. */
  readonly promptBytes: number;
  readonly most: PicoUsd;
  countOf(result: Result): Counted;
  answerBytes(result: Result): number;
}

export function createBooking(ledger: Pick<Ledger, 'reserve' | 'post'>, clock: Clock): Booking {
  const booked = async <Result>(
    { request, account }: Asker,
    engine: BookedEngine,
    { promptBytes, most, countOf, answerBytes }: Exchange<Result>,
    call: () => Promise<Result>,
  ): Promise<Result> => {
    const model = modelOf(engine);
    const reservation = await ledger.reserve({ request, account, endpoint: 'task', model, most });
    const startedAt = clock.monotonic();
    const settle = (how: Counted, received: number): void =>
      reservation.settle([{ engine: engine.key, model, cost: costOf(engine.price(), how.tokens), ...how }], {
        ms: clock.monotonic() - startedAt,
        networkBytes: engine.engine.remote ? promptBytes + received : 0,
        // What is kept of answers is kept by the cache, for whoever asks next.
        storedBytes: 0,
      });
    try {
      const result = await call();
      settle(countOf(result), answerBytes(result));
      return result;
    } catch (error) {
      settle(failureOf(promptBytes, error), 0);
      throw error;
    }
  };

  return {
    booked: (asker, engine, ask, call) => booked(asker, engine, generating(engine, ask), call),
    embedded: (asker, engine, texts, call) => booked(asker, engine, embedding(engine, texts), call),
    kept({ request, account }, engine, model) {
      const charge: Charge = {
        engine: `${engine}/${model}`,
        model,
        tokens: NO_TOKENS,
        cost: picoUsd(0),
        basis: 'cache',
        outcome: 'completed',
      };
      ledger.post({ request, account, endpoint: 'task', model }, [charge]);
    },
  };
}

function generating({ price }: BookedEngine, ask: GenerateRequest): Exchange<Generation> {
  const prompt = promptBytes(ask);
  return {
    promptBytes: prompt,
    most: mostOf(
      price(),
      prompt + TEMPLATE_TOKENS + TOKENS_PER_MESSAGE * ask.prompt().length,
      ask.sampling.maxTokens,
    ),
    countOf: (generation) => counted(generation.usage, prompt, textBytes(generation)),
    answerBytes: textBytes,
  };
}

function embedding({ price }: BookedEngine, texts: readonly string[]): Exchange<Embeddings> {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    promptBytes: bytes,
    most: mostOf(price(), bytes + TOKENS_PER_MESSAGE * texts.length, 0),
    countOf: ({ usage }) => counted(usage, bytes, 0),
    answerBytes: ({ vectors }) => vectors.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

const textBytes = ({ output }: Generation): number =>
  Buffer.byteLength(typeof output === 'string' ? output : JSON.stringify(output));

const modelOf = ({ key, engine }: BookedEngine): string => key.slice(engine.name.length + 1);

/** All text that a server could count as the prompt, in bytes. */
const promptBytes = ({ prompt, schema }: GenerateRequest): number =>
  Buffer.byteLength(JSON.stringify(prompt())) + (schema === undefined ? 0 : JSON.stringify(schema).length);

/** No prompt has more tokens than bytes. What costs nothing is not counted before. */
function mostOf(price: Price, input: number, output: number): PicoUsd {
  if (price.input === 0 && price.output === 0) return picoUsd(0);
  return costOf(price, { input, cachedInput: 0, output });
}

/** A guess is marked as one, where the server counted nothing. */
function counted(usage: Usage | undefined, inputBytes: number, outputBytes: number): Counted {
  if (usage !== undefined) return { tokens: tokensOf(usage), basis: 'reported', outcome: 'completed' };
  const tokens = { input: guessed(inputBytes), cachedInput: 0, output: guessed(outputBytes) };
  return { tokens, basis: 'estimated', outcome: 'completed' };
}

function failureOf(inputBytes: number, error: unknown): Counted {
  const code = error instanceof AccordError ? error.code : '';
  if (UNSPENT.has(code)) return { tokens: NO_TOKENS, basis: 'reported', outcome: 'failed' };
  const tokens = { input: guessed(inputBytes), cachedInput: 0, output: 0 };
  return { tokens, basis: 'estimated', outcome: LEFT.has(code) ? 'aborted' : 'failed' };
}

const guessed = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);
