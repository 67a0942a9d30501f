import { type Account, type Charge, costOf, type Intent, type Ledger, type Tokens } from '@accord/accounts';
import { engineErrors, type GenerateRequest, type Generation } from '@accord/engine';
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

export function createBooking(ledger: Pick<Ledger, 'reserve' | 'post'>, clock: Clock): Booking {
  return {
    async booked({ request, account }, engine, ask, call) {
      const model = modelOf(engine);
      const intent: Intent = { request, account, endpoint: 'task', model, most: mostOf(engine, ask) };
      const reservation = await ledger.reserve(intent);
      const startedAt = clock.monotonic();
      const settle = (how: Pick<Charge, 'tokens' | 'basis' | 'outcome'>, answer: string): void =>
        reservation.settle(
          [{ engine: engine.key, model, cost: costOf(engine.price(), how.tokens), ...how }],
          {
            ms: clock.monotonic() - startedAt,
            networkBytes: isRemote(engine) ? promptBytes(ask) + Buffer.byteLength(answer) : 0,
            // What is kept of answers is kept by the cache, for whoever asks next.
            storedBytes: 0,
          },
        );
      try {
        const generation = await call();
        const answer = textOf(generation);
        settle(countOf(ask, generation, answer), answer);
        return generation;
      } catch (error) {
        settle(failureOf(ask, error), '');
        throw error;
      }
    },
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

const textOf = ({ output }: Generation): string =>
  typeof output === 'string' ? output : JSON.stringify(output);

/** An engine that forwards speaks to a server; all others compute in this process. */
const isRemote = ({ engine }: BookedEngine): boolean => engine.capabilities.has('forward');

const modelOf = ({ key, engine }: BookedEngine): string => key.slice(engine.name.length + 1);

/** All text that a server could count as the prompt, in bytes. */
const promptBytes = ({ prompt, schema }: GenerateRequest): number =>
  Buffer.byteLength(JSON.stringify(prompt())) + (schema === undefined ? 0 : JSON.stringify(schema).length);

/** No prompt has more tokens than bytes. What costs nothing is not counted before. */
function mostOf({ price }: BookedEngine, ask: GenerateRequest): PicoUsd {
  const now = price();
  if (now.input === 0 && now.output === 0) return picoUsd(0);
  const input = promptBytes(ask) + TEMPLATE_TOKENS + TOKENS_PER_MESSAGE * ask.prompt().length;
  return costOf(now, { input, cachedInput: 0, output: ask.sampling.maxTokens });
}

/** A guess is marked as one, where the server counted nothing. */
function countOf(
  ask: GenerateRequest,
  { usage }: Generation,
  answer: string,
): Pick<Charge, 'tokens' | 'basis' | 'outcome'> {
  if (usage !== undefined) return { tokens: tokensOf(usage), basis: 'reported', outcome: 'completed' };
  const tokens = {
    input: guessed(promptBytes(ask)),
    cachedInput: 0,
    output: guessed(Buffer.byteLength(answer)),
  };
  return { tokens, basis: 'estimated', outcome: 'completed' };
}

function failureOf(ask: GenerateRequest, error: unknown): Pick<Charge, 'tokens' | 'basis' | 'outcome'> {
  const code = error instanceof AccordError ? error.code : '';
  if (UNSPENT.has(code)) return { tokens: NO_TOKENS, basis: 'reported', outcome: 'failed' };
  const tokens = { input: guessed(promptBytes(ask)), cachedInput: 0, output: 0 };
  return { tokens, basis: 'estimated', outcome: LEFT.has(code) ? 'aborted' : 'failed' };
}

const guessed = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);
