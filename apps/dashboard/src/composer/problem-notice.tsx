import type { Problem } from '@accord/contract';
import type { ReactNode } from 'react';
import { ProblemError } from '../api.ts';
import { KeyForm } from '../key/key-form.tsx';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { charactersOf, LIMIT } from './limit.ts';

interface ProblemNoticeProps {
  readonly failure: Error;
  readonly retry: () => void;
  /** What was sent, where the call sent a wish. */
  readonly wish?: string;
}

/** What went wrong, first in the words of the page, then as the server put it. */
export function ProblemNotice({ failure, retry, wish }: ProblemNoticeProps): ReactNode {
  const text = useText();
  if (!(failure instanceof ProblemError)) {
    return (
      <div className="notice notice-fault" role="alert" id="problem">
        <p className="notice-title">{text.problem.unreachable}</p>
        <button type="button" className="button" onClick={retry}>
          {text.problem.retry}
        </button>
      </div>
    );
  }
  const { code, detail, instance } = failure.problem;
  return (
    <div className="notice notice-fault" role="alert" id="problem">
      <p className="notice-title">{sentenceFor(failure.problem, wish, text)}</p>
      {failure.problem.status === 401 && <KeyForm retry={retry} />}
      {detail !== '' && (
        <p className="notice-detail" lang="en">
          {detail}
        </p>
      )}
      <dl className="notice-facts">
        <dt>{text.problem.code}</dt>
        <dd>
          <code>{code}</code>
        </dd>
        {instance !== '' && (
          <>
            <dt>{text.problem.request}</dt>
            <dd>
              <code>{instance}</code>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

function sentenceFor({ code, field, status }: Problem, wish: string | undefined, text: Dictionary): string {
  const { known, byStatus } = text.problem;
  const ofText = field === 'text' && wish !== undefined;
  const telling =
    ofText && wish.trim() === ''
      ? 'BRIEF_TEXT_EMPTY'
      : ofText && charactersOf(wish) > LIMIT
        ? 'BRIEF_TEXT_TOO_LONG'
        : code;
  return known[telling] ?? byStatus(status);
}
