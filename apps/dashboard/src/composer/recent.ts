import { useState } from 'react';
import { readStored, writeStored } from '../frame/stored.ts';

const KEY = 'accord.recent';
const KEPT = 6;

/** The latest wishes first, each once, a few at most. */
export function remember(wishes: readonly string[], wish: string): string[] {
  const trimmed = wish.trim();
  if (trimmed === '') return [...wishes];
  return [trimmed, ...wishes.filter((other) => other !== trimmed)].slice(0, KEPT);
}

export function wishesIn(stored: string | null): string[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(parsed)) return [];
    return parsed.filter((wish) => typeof wish === 'string').slice(0, KEPT);
  } catch {
    return [];
  }
}

export interface RecentWishes {
  readonly wishes: readonly string[];
  readonly keep: (wish: string) => void;
  readonly forget: () => void;
}

export function useRecentWishes(): RecentWishes {
  const [wishes, setWishes] = useState(() => wishesIn(readStored(KEY)));
  const store = (next: string[]): void => {
    setWishes(next);
    writeStored(KEY, JSON.stringify(next));
  };
  return { wishes, keep: (wish) => store(remember(wishes, wish)), forget: () => store([]) };
}
