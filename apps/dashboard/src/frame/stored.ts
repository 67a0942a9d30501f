import { useState } from 'react';

/** Private windows and full disks refuse storage; the page works without it. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not kept this time.
  }
}

/** State that outlives the page. A stored value that is none of the choices is ignored. */
export function useStoredChoice<Choice extends string>(
  key: string,
  choices: readonly Choice[],
  fallback: Choice,
): [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState<Choice>(() => {
    const stored = readStored(key);
    return choices.find((candidate) => candidate === stored) ?? fallback;
  });
  const choose = (next: Choice): void => {
    setChoice(next);
    writeStored(key, next);
  };
  return [choice, choose];
}
