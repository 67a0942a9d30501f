import { useSyncExternalStore } from 'react';

const NAME = 'accord.key';
const listeners = new Set<() => void>();
/** What is known where the browser keeps nothing. */
let unkept: string | null = null;

/** The key that requests are sent with. It is forgotten with the tab. */
export function storedKey(): string | null {
  try {
    return sessionStorage.getItem(NAME) ?? unkept;
  } catch {
    return unkept;
  }
}

export function storeKey(key: string | null): void {
  unkept = key;
  try {
    if (key === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, key);
  } catch {
    // Kept for this page alone.
  }
  for (const changed of listeners) changed();
}

export const useStoredKey = (): string | null => useSyncExternalStore(listen, storedKey);

function listen(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
