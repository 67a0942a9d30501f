import type { FormEvent, KeyboardEvent, ReactNode, RefObject } from 'react';
import { useText } from '../text/use-text.ts';
import { charactersOf, LIMIT } from './limit.ts';

interface WishFormProps {
  readonly wish: string;
  readonly change: (wish: string) => void;
  readonly send: () => void;
  readonly cancel: () => void;
  readonly busy: boolean;
  readonly faulty: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function WishForm({ wish, change, send, cancel, busy, faulty, field }: WishFormProps): ReactNode {
  const text = useText();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) send();
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && busy) cancel();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing)
      submit(event);
  };
  return (
    <form className="wish-form" onSubmit={submit} onKeyDown={keys} aria-busy={busy} noValidate>
      <label htmlFor="wish" className="eyebrow">
        {text.wish.label}
      </label>
      <textarea
        id="wish"
        ref={field}
        className="wish-field"
        dir="auto"
        rows={4}
        value={wish}
        onChange={(event) => change(event.target.value)}
        placeholder={text.wish.placeholder}
        readOnly={busy}
        aria-describedby={faulty ? 'wish-count problem' : 'wish-count'}
        aria-invalid={faulty || charactersOf(wish) > LIMIT}
        spellCheck={false}
      />
      <div className="wish-actions">
        {busy ? (
          <button type="button" className="button" onClick={cancel}>
            <span className="pulse" aria-hidden="true" />
            {text.wish.cancel}
          </button>
        ) : (
          <button type="submit" className="button button-main">
            {text.wish.submit}
          </button>
        )}
        <span className="wish-keys">{busy ? text.wish.reading : text.wish.keys}</span>
        <Count used={charactersOf(wish)} />
      </div>
    </form>
  );
}

function Count({ used }: { readonly used: number }): ReactNode {
  const text = useText();
  const excess = used - LIMIT;
  return (
    <span id="wish-count" className={excess > 0 ? 'wish-count wish-count-over' : 'wish-count'}>
      {excess > 0 ? text.wish.tooLong(excess) : text.wish.remaining(used, LIMIT)}
    </span>
  );
}
