import type { CacheVerify, SemanticCheck } from '@accord/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { judgeCheck } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';

const SHOWN = 12;

/** The latest checks, each with thumbs. */
export function SimilarChecks({ checks }: { readonly checks: readonly SemanticCheck[] }): ReactNode {
  const { similar } = useText();
  return (
    <section aria-labelledby="checks-title">
      <h3 className="similar-subtitle" id="checks-title">
        {similar.latestChecks}
      </h3>
      {checks.length === 0 ? (
        <p className="beside">{similar.noChecks}</p>
      ) : (
        <ol className="similar-list">
          {checks.slice(0, SHOWN).map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Check({ check }: { readonly check: SemanticCheck }): ReactNode {
  const { similar, language } = useText();
  const client = useQueryClient();
  const judge = useMutation({
    mutationFn: (verdict: 'right' | 'wrong') => judgeCheck({ id: check.id, verdict }),
    onSettled: () => client.invalidateQueries({ queryKey: ['cache-evidence'] }),
  });
  const { verdict } = check;
  const said = verdict && similar.verdict[verdict.wrong ? 'wrong' : 'right'];
  return (
    <li className="similar-item" data-check={check.id}>
      <p className="similar-facts">
        <span className="similar-number">{numeral(check.similarity, language)}</span>
        <span>{check.served ? similar.served : similar.heldBack}</span>
        <span className={verdict?.wrong === true ? 'similar-wrong' : undefined}>
          {verdict === null ? similar.open : `${said} (${similar.by[verdict.source]})`}
        </span>
      </p>
      <Questions asked={check.question} kept={check.kept_question} />
      <details>
        <summary>{similar.answers}</summary>
        <dl className="similar-answers">
          <div>
            <dt>{similar.keptAnswer}</dt>
            <dd>{check.kept_answer}</dd>
          </div>
          <div>
            <dt>{similar.newAnswer}</dt>
            <dd>{check.new_answer ?? '–'}</dd>
          </div>
        </dl>
      </details>
      <p className="similar-thumbs">
        {(['right', 'wrong'] as const).map((thumb) => (
          <button
            key={thumb}
            type="button"
            className="button similar-thumb"
            aria-pressed={verdict?.source === 'person' && verdict.wrong === (thumb === 'wrong')}
            disabled={judge.isPending}
            onClick={() => judge.mutate(thumb)}
          >
            <Thumb down={thumb === 'wrong'} /> {similar.thumb[thumb]}
          </button>
        ))}
      </p>
      {judge.error && <ProblemNotice failure={judge.error} retry={() => judge.mutate(judge.variables)} />}
    </li>
  );
}

/** The latest questions that were similar and yet not answered, with what refused them. */
export function NearMisses({ misses }: { readonly misses: CacheVerify['near_misses'] }): ReactNode {
  const { similar, language } = useText();
  return (
    <section aria-labelledby="misses-title">
      <h3 className="similar-subtitle" id="misses-title">
        {similar.nearMisses}
      </h3>
      {misses.length === 0 ? (
        <p className="beside">{similar.noNearMisses}</p>
      ) : (
        <ol className="similar-list">
          {misses.slice(0, SHOWN).map((miss) => (
            <li className="similar-item" key={`${miss.at} ${miss.question} ${miss.kept_question}`}>
              <p className="similar-facts">
                <span className="similar-number">{numeral(miss.similarity, language)}</span>
                <span className="similar-guard">
                  {similar.refusedBy(similar.guard[miss.guard] ?? miss.guard)}
                </span>
              </p>
              <Questions asked={miss.question} kept={miss.kept_question} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Questions({ asked, kept }: { readonly asked: string; readonly kept: string }): ReactNode {
  const { similar } = useText();
  return (
    <dl className="similar-questions">
      <dt>{similar.asked}</dt>
      <dd>{asked}</dd>
      <dt>{similar.kept}</dt>
      <dd>{kept}</dd>
    </dl>
  );
}

/** Drawn, because not every machine has a letter for it. */
const Thumb = ({ down }: { readonly down: boolean }): ReactNode => (
  <svg className="similar-thumb-mark" viewBox="0 0 20 20" aria-hidden="true">
    <path
      d="M2 9h3v9H2zM7 18h7.5l2.5-5.5V9h-5l.8-5.2L11 3 7 9.4z"
      transform={down ? 'rotate(180 10 10)' : undefined}
    />
  </svg>
);

const numeral = (value: number, language: string): string =>
  value.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
