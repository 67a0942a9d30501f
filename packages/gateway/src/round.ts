import { engineErrors } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import { type Call, leadsOn } from './call.ts';
import { gatewayErrors } from './errors.ts';
import type { Candidate } from './models.ts';
import type { Ended } from './reception.ts';

/** What an engine is said to have done when its answer is of no use. */
export const badAnswerOf =
  ({ model }: Candidate) =>
  (what: string): AccordError =>
    new AccordError(engineErrors.ENGINE_BAD_ANSWER, { detail: `${model.guarded.key} ${what}` });

/** Why nobody answered: what went wrong last, and whether asking again would do anything twice. */
export class Failures {
  private last: AccordError | undefined;
  private soonest: AccordError | undefined;
  /** True while whatever failed has cost nothing and done nothing. */
  safe = true;

  passedOver(error: AccordError): void {
    const sooner =
      (error.retryAfterSeconds ?? 0) < (this.soonest?.retryAfterSeconds ?? Number.POSITIVE_INFINITY);
    if (this.soonest === undefined || sooner) this.soonest = error;
  }

  /** @throws the error, where another engine would be no help */
  failed(call: Call, { model }: Candidate, ended: Exclude<Ended, { kind: 'answered' }>): void {
    const error = ended.kind === 'refused' ? ended.refusal.error : ended.error;
    if (!leadsOn(error)) throw error;
    this.last = error;
    const overloaded = ended.kind === 'refused' && error.code === engineErrors.ENGINE_OVERLOADED.code;
    if (!overloaded && !(ended.kind === 'failed' && !ended.sent)) this.safe = false;
    const message = `${model.guarded.key} failed with ${error.code}: ${error.message}`;
    call.reasons.push({ step: 'gateway', code: 'engine_failed', outcome: 'refused', message });
  }

  get error(): AccordError {
    if (this.last !== undefined) return this.last;
    // Nobody was asked: asking again at once would find the same.
    this.safe = false;
    return this.soonest ?? new AccordError(gatewayErrors.MODEL_UNAVAILABLE);
  }
}

/** Says, where another engine than the first answers, or in another mode, that it does. */
export function sayWhoAnswers(call: Call, candidates: readonly Candidate[], candidate: Candidate): void {
  const [first] = candidates;
  if (first === candidate || first === undefined) return;
  const { key } = candidate.model.guarded;
  const downshifted = candidate.mode !== first.mode;
  call.reasons.push({
    step: 'gateway',
    code: downshifted ? 'mode_downshifted' : 'fallback_engine',
    outcome: 'taken',
    message: downshifted
      ? `${key} answers as ${candidate.mode}, in place of ${first.mode}`
      : `${key} answers in place of the engines before it`,
  });
}
