import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { storeKey } from './stored-key.ts';

interface KeyFormProps {
  /** What is to be tried once more with the key, besides the figures on the page. */
  readonly retry: () => void;
}

/** Where the key of a server that asks for one is entered. */
export function KeyForm({ retry }: KeyFormProps): ReactNode {
  const { key: words } = useText();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const id = useId();
  const entered = typed.trim();
  return (
    <form
      className="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (entered === '') return;
        storeKey(entered);
        setTyped('');
        void client.invalidateQueries();
        retry();
      }}
    >
      <label htmlFor={id}>{words.label}</label>
      <div className="care-field">
        <input
          id={id}
          type="password"
          value={typed}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          placeholder="accord_…"
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button">
          {words.use}
        </button>
      </div>
      <p className="beside" id={`${id}-hint`}>
        {words.hint}
      </p>
    </form>
  );
}
