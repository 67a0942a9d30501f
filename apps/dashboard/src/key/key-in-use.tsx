import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { storeKey, useStoredKey } from './stored-key.ts';

/** `accord_` and the sixteen digits of the id, which are no secret. */
const PUBLIC_PART = /^accord_[0-9a-f]{16}/;

/** Says which key the page uses, and lets go of it. */
export function KeyInUse(): ReactNode {
  const { key: words } = useText();
  const client = useQueryClient();
  const key = useStoredKey();
  if (key === null) return null;
  const forget = (): void => {
    storeKey(null);
    void client.resetQueries();
  };
  return (
    <p className="key-in-use">
      {words.inUse} <code>{PUBLIC_PART.exec(key)?.[0] ?? words.unknown}</code>{' '}
      <button type="button" className="link" onClick={forget}>
        {words.forget}
      </button>
    </p>
  );
}
