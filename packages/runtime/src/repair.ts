import {
  type EngineFinding,
  engineErrors,
  type Generation,
  type GenerateRequest,
  type Message,
} from '@accord/engine';
import { AccordError } from '@accord/kernel';
import type { z } from 'zod';
import { mendedObjects } from './mend-json.ts';

export interface RepairOptions<Answer> {
  /** Names who answered, in what is thrown. */
  readonly role: string;
  /** Shape of the answer. */
  readonly answer: z.ZodType<Answer>;
  /** What the engine was asked. */
  readonly request: GenerateRequest;
  /** What it said, and how long that took. */
  readonly first: Generation;
  readonly tookMs: number;
  /** Milliseconds until the deadline of the role. */
  readonly remainingMs: () => number;
  /** Asks the engine again; called at most once. Counts the tokens of what it gets. */
  readonly ask: (request: GenerateRequest) => Promise<Generation>;
}

export interface Answered<Answer> {
  readonly answer: Answer;
  /** What the engine noticed, and what was done to the answer. */
  readonly findings: readonly EngineFinding[];
}

/** A second answer should be the first one mended, not another idea. */
const REPAIR_TEMPERATURE = 0.2;
/** Characters of the first answer that are shown again. */
const MOST_SHOWN = 4000;
const MOST_ISSUES = 3;

/**
 * Makes a checked answer of what an engine said. One that is not quite JSON is mended here; one that breaks its schema is
 * asked for once more, with the fault named, when there is as much time left as the first answer took. Never a third time.
 *
 * @throws what `ask` throws; ENGINE_BAD_ANSWER for an answer that cannot be used
 */
export async function answerWithRepair<Answer>(options: RepairOptions<Answer>): Promise<Answered<Answer>> {
  const { answer, ask, request, first, tookMs, remainingMs } = options;
  const read = readAnswer(answer, first);
  if (read.usable) return answered(read, first, []);

  const reason = unaskable(first, tookMs, remainingMs());
  if (reason !== undefined) throw badAnswer(options, `${read.fault}; not asked again, because ${reason}`);
  const second = await ask(secondRequest(request, first, read.fault));
  const again = readAnswer(answer, second);
  if (!again.usable) throw badAnswer(options, `${read.fault}; asked again, ${again.fault}`);
  return answered(again, second, [{ rule: 'repair', effect: `asked again: ${read.fault}` }]);
}

type Read<Answer> =
  | { readonly usable: true; readonly answer: Answer; readonly repairs: readonly string[] }
  | { readonly usable: false; readonly fault: string };

function readAnswer<Answer>(
  answer: z.ZodType<Answer>,
  { output, typed, finishReason }: Generation,
): Read<Answer> {
  if (typed) return { usable: true, answer: output as Answer, repairs: [] };
  const checked = answer.safeParse(output);
  if (checked.success) return { usable: true, answer: checked.data, repairs: [] };
  if (typeof output !== 'string') return { usable: false, fault: faultOf(checked.error) };

  let fault: string | undefined;
  for (const { value, repairs } of mendedObjects(output)) {
    const mended = answer.safeParse(value);
    if (mended.success) return { usable: true, answer: mended.data, repairs };
    fault ??= faultOf(mended.error);
  }
  if (finishReason === 'length') return { usable: false, fault: 'it was cut off at the token limit' };
  return { usable: false, fault: fault ?? 'it is no JSON object' };
}

function answered<Answer>(
  { answer, repairs }: Extract<Read<Answer>, { usable: true }>,
  { findings = [] }: Generation,
  before: readonly EngineFinding[],
): Answered<Answer> {
  if (repairs.length === 0 && before.length === 0) return { answer, findings };
  const done = repairs.map((effect) => ({ rule: 'repair', effect }));
  return { answer, findings: [...findings, ...before, ...done] };
}

/** Why asking once more is of no use, or undefined when it may be. */
function unaskable({ finishReason }: Generation, tookMs: number, leftMs: number): string | undefined {
  if (finishReason === 'content_filter') return 'the answer was filtered';
  if (leftMs >= tookMs) return undefined;
  return `${Math.max(0, Math.round(leftMs))} ms are left and the first answer took ${Math.round(tookMs)} ms`;
}

function secondRequest(request: GenerateRequest, { output }: Generation, fault: string): GenerateRequest {
  const said = typeof output === 'string' ? output : JSON.stringify(output);
  const prompt = (): readonly Message[] => [
    ...request.prompt(),
    { role: 'assistant', content: said.slice(0, MOST_SHOWN) },
    { role: 'user', content: complaint(fault) },
  ];
  const temperature = Math.min(request.sampling.temperature, REPAIR_TEMPERATURE);
  return { ...request, prompt, sampling: { ...request.sampling, temperature } };
}

const complaint = (fault: string): string =>
  `That answer cannot be used: ${fault}. Answer again with the whole JSON object in the given shape, as short as its ` +
  'fields allow, and nothing before or after it.';

function badAnswer({ role }: { readonly role: string }, detail: string): AccordError {
  return new AccordError(engineErrors.ENGINE_BAD_ANSWER, {
    detail: `The ${role} broke its schema: ${detail}`,
  });
}

/** The first faults in words, each with the path it is at. */
function faultOf(error: z.ZodError): string {
  return error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
    .join('; ');
}
