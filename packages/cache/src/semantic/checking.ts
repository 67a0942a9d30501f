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
  const keptCheck = (checkable: Checkable, kept: string, computed: string): KeptCheck => {
    const { question, caseKey, match, halvings, about, served } = checkable;
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
      keptAnswer: kept.slice(0, MOST_CHARS),
      newAnswer: computed.slice(0, MOST_CHARS),
    };
  };
  const add = (
    checkable: Checkable,
    kept: string,
    computed: string,
    state: CheckState,
  ): number | undefined => {
    try {
      return proof.add(keptCheck(checkable, kept, computed), state);
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  };
  const askJudge = async (
    checkable: Checkable,
    kept: string,
    computed: string,
    asked: AnswerJudge,
  ): Promise<void> => {
    const id = add(checkable, kept, computed, { kind: 'open' });
    if (id === undefined) return;
    const same = await asked.same(
      {
        question: checkable.question.text,
        keptQuestion: checkable.match.keptQuestion,
        keptAnswer: kept,
        newAnswer: computed,
      },
      () => AbortSignal.timeout(JUDGE_MS),
    );
    proof.judge(id, { kind: 'judged', source: 'judge', wrong: !same });
  };
  const undecided = (checkable: Checkable, kept: string, computed: string): void => {
    if (judge === undefined) add(checkable, kept, computed, { kind: 'open' });
    else background.run(askJudge(checkable, kept, computed, judge));
  };

  return {
    compare(checkable, computed, comparison) {
      const { text } = checkable.answer.entry;
      if (comparison.by === 'comparer') {
        const same = comparison.same(text, computed);
        if (same === undefined) undecided(checkable, text, computed);
        else add(checkable, text, computed, { kind: 'judged', source: 'comparer', wrong: !same });
      } else undecided(checkable, comparison.words(text), comparison.words(computed));
    },
  };
}
