import type { CacheRemoved, CacheWarmReply } from '@accord/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { clearCache, invalidateCache, warmCache } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { Confirmation } from './confirmation.tsx';

type Act =
  | { readonly kind: 'clear' }
  | { readonly kind: 'warm' }
  | { readonly kind: 'invalidate'; readonly pattern: string };

/** What an operator does with the cache. What removes answers is asked for twice. */
export function CacheCare(): ReactNode {
  const text = useText();
  const { cache } = text.operations;
  const client = useQueryClient();
  const [pattern, setPattern] = useState('');
  const [asking, setAsking] = useState<Act>();
  const invalidateButton = useRef<HTMLButtonElement>(null);
  const clearButton = useRef<HTMLButtonElement>(null);
  const act = useMutation({
    mutationFn: (what: Act) => perform(what, text),
    onSettled: () => client.invalidateQueries({ queryKey: ['cache'] }),
  });
  const settle = (then: (what: Act) => void): void => {
    if (asking === undefined) return;
    setAsking(undefined);
    (asking.kind === 'clear' ? clearButton : invalidateButton).current?.focus();
    then(asking);
  };
  const wanted = pattern.trim();
  return (
    <section className="care" aria-labelledby="care-title">
      <h2 className="section-title" id="care-title">
        {cache.care}
      </h2>
      <div className="care-acts">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== '') setAsking({ kind: 'invalidate', pattern: wanted });
          }}
        >
          <label htmlFor="pattern">{cache.pattern}</label>
          <div className="care-field">
            <input
              id="pattern"
              value={pattern}
              maxLength={1000}
              autoComplete="off"
              spellCheck={false}
              aria-describedby="pattern-hint"
              onChange={(event) => setPattern(event.target.value)}
            />
            <button type="submit" className="button" ref={invalidateButton}>
              {cache.invalidate}
            </button>
          </div>
          <p className="beside" id="pattern-hint">
            {cache.patternHint}
          </p>
        </form>
        <div>
          <button
            type="button"
            className="button"
            aria-describedby="warm-hint"
            onClick={() => act.mutate({ kind: 'warm' })}
          >
            {cache.warm}
          </button>
          <p className="beside" id="warm-hint">
            {cache.warmHint}
          </p>
        </div>
        <div>
          <button
            type="button"
            className="button"
            ref={clearButton}
            aria-describedby="clear-hint"
            onClick={() => setAsking({ kind: 'clear' })}
          >
            {cache.clear}
          </button>
          <p className="beside" id="clear-hint">
            {cache.clearHint}
          </p>
        </div>
      </div>
      {asking && (
        <Confirmation
          question={asking.kind === 'invalidate' ? cache.sureInvalidate(asking.pattern) : cache.sureClear}
          agree={() => settle(act.mutate)}
          refuse={() => settle(() => undefined)}
        />
      )}
      <p className="care-said" role="status">
        {act.isPending ? cache.working : act.data}
      </p>
      {act.error && <ProblemNotice failure={act.error} retry={() => act.mutate(act.variables)} />}
    </section>
  );
}

/** What came of it, as a sentence. */
async function perform(what: Act, text: Dictionary): Promise<string> {
  if (what.kind === 'warm') return warmed(await warmCache({}), text);
  if (what.kind === 'clear') return removed(await clearCache({}), text);
  return removed(await invalidateCache({ pattern: what.pattern }), text);
}

function removed(reply: CacheRemoved, { language, operations: { cache } }: Dictionary): string {
  const counts = (['memory', 'sqlite', 'redis'] as const).flatMap((level) => {
    const count = reply.removed[level];
    return count === undefined ? [] : [{ name: cache.level[level].name, count }];
  });
  const done = counts.some(({ count }) => count > 0)
    ? cache.removed(
        counts.map(({ name, count }) => cache.removedAt(name, count.toLocaleString(language))).join(', '),
      )
    : cache.nothingRemoved;
  if (reply.unreached.length === 0) return done;
  return `${done} ${cache.unreached(reply.unreached.map(({ where }) => where).join(', '))}`;
}

function warmed(reply: CacheWarmReply, { language, operations: { cache } }: Dictionary): string {
  const count = (value: number): string => value.toLocaleString(language);
  return cache.warmed(count(reply.computed), count(reply.kept), count(reply.not_kept), count(reply.failed));
}
