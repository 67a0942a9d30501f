import type { Clock } from '@accord/kernel';
import type { Background } from '../background.ts';
import type { Proof } from './proof.ts';
import type { AnswerJudge, Comparison, KeptAnswer, Question } from './question.ts';
import type { Match } from './similar-lookup.ts';
import type { CaseKey, CheckState, KeptCheck } from './store.ts';

/** What is to be checked: an answer that was served, would have been served, or that an entry may learn from. */
export interface Checkable {
  readonly question: Question;
  readonly caseKey: CaseKey;
  readonly match: Match;
  readonly answer: KeptAnswer;
  readonly halvings: number;
  readonly about: KeptCheck['about'];
  readonly served: boolean;
}

export interface Checking {
  /** Compares with what was computed, at once or behind, and has it count. Does not throw. */
  compare(checkable: Checkable, computed: string, comparison: Comparison): void;
}

export interface CheckingOptions {
  readonly proof: Proof;
  readonly judge: AnswerJudge | undefined;
  readonly clock: Clock;
  readonly background: Background;
  readonly onFailure: (error: unknown) => void;
}

/** Of each text that is kept to be looked at. */
const MOST_CHARS = 4000;
const JUDGE_MS = 60_000;

export function createChecking({ proof, judge, clock, background, onFailure }: CheckingOptions): Checking {
  const keptCheck = (checkable: Checkable, computed: string): KeptCheck => {
    const { question, caseKey, match, answer, halvings, about, served } = checkable;
    return {
      ...caseKey,
      at: clock.now(),
      similarity: match.similarity,
      threshold: match.threshold,
      halvings,
      about,
      served,
      entry: match.entry,
      question: question.text.slice(0, MOST_CHARS),
      keptQuestion: match.keptQuestion.slice(0, MOST_CHARS),
      keptAnswer: answer.entry.text.slice(0, MOST_CHARS),
      newAnswer: computed.slice(0, MOST_CHARS),
    };
  };
  const add = (checkable: Checkable, computed: string, state: CheckState): number | undefined => {
    try {
      return proof.add(keptCheck(checkable, computed), state);
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  };
  const askJudge = async (checkable: Checkable, computed: string, asked: AnswerJudge): Promise<void> => {
    const id = add(checkable, computed, { kind: 'open' });
    if (id === undefined) return;
    const same = await asked.same(
      {
        question: checkable.question.text,
        keptQuestion: checkable.match.keptQuestion,
        keptAnswer: checkable.answer.entry.text,
        newAnswer: computed,
      },
      () => AbortSignal.timeout(JUDGE_MS),
    );
    proof.judge(id, { kind: 'judged', source: 'judge', wrong: !same });
  };

  return {
    compare(checkable, computed, comparison) {
      if (comparison.by === 'comparer') {
        const same = comparison.same(checkable.answer.entry.text, computed);
        if (same !== undefined) {
          add(checkable, computed, { kind: 'judged', source: 'comparer', wrong: !same });
          return;
        }
      }
      if (judge === undefined) add(checkable, computed, { kind: 'open' });
      else background.run(askJudge(checkable, computed, judge));
    },
  };
}
