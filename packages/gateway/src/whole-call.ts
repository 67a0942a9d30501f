import type { GatewayKnobs } from './knobs.ts';
import type { Retry } from '@accord/resilience';
import { type Call, isClientFault } from './call.ts';
import type { Candidate } from './models.ts';
import { outgoingBody } from './outgoing.ts';
import { WholeReception } from './reception.ts';
import { badAnswerOf, Failures, sayWhoAnswers } from './round.ts';
import { replyFor, wordingFor } from './wording.ts';

export interface WholeReply {
  readonly status: number;
  /** JSON. */
  readonly body: Buffer | string;
  /** Code of our own where the model server refused the client's request; its words are the body. */
  readonly refusedWith: string | undefined;
}

interface WholeParts {
  readonly knobs: GatewayKnobs;
  readonly retry: Retry;
}

const NOTHING = Buffer.alloc(0);

/**
 * Asks the candidates in their order until one answers. Where all that failed has done nothing yet, they are asked again.
 *
 * @throws what the last of them failed with
 */
export function wholeFrom(
  call: Call,
  candidates: readonly Candidate[],
  parts: WholeParts,
): Promise<WholeReply> {
  let failures = new Failures();
  return parts.retry.run(
    () => {
      failures = new Failures();
      return round(call, candidates, parts, failures);
    },
    { deadline: call.deadline, isSafe: () => failures.safe },
  );
}

async function round(
  call: Call,
  candidates: readonly Candidate[],
  { knobs }: WholeParts,
  failures: Failures,
): Promise<WholeReply> {
  for (const candidate of candidates) {
    const wording = wordingFor(call, candidate);
    const { request, path } = wording;
    const body = outgoingBody(request, candidate, knobs.output_tokens);
    const withinMs = candidate.parameters?.timeoutMs ?? Number.POSITIVE_INFINITY;
    const terms = { body, request, streams: false, path, withinMs };
    const asked = await call.ask(candidate, terms, new WholeReception(badAnswerOf(candidate)));
    if (asked.kind === 'passed_over') {
      failures.passedOver(asked.error);
      continue;
    }
    const { ended } = asked;
    if (ended.kind === 'answered') {
      sayWhoAnswers(call, candidates, candidate);
      return { status: 200, body: replyFor(call, wording, ended.body ?? NOTHING), refusedWith: undefined };
    }
    if (ended.kind === 'refused' && isClientFault(ended)) {
      const { status, body: said, error } = ended.refusal;
      if (said.startsWith('{')) return { status, body: said, refusedWith: error.code };
      throw error;
    }
    failures.failed(call, candidate, ended);
  }
  throw failures.error;
}
