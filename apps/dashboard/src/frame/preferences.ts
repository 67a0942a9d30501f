import type { Language } from '@accord/contract';
import { useEffect } from 'react';
import { useStoredChoice } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const LANGUAGES: readonly Language[] = ['ko', 'en'];

export interface Preferences {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

/** How the page looks and speaks; kept, and applied to the document. `first-paint.js` reads the same keys. */
export function usePreferences(): Preferences {
  const [theme, setTheme] = useStoredChoice<Theme>('accord.theme', THEMES, 'system');
  const [language, setLanguage] = useStoredChoice<Language>('accord.language', LANGUAGES, spokenHere());
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return { theme, setTheme, language, setLanguage };
}

const spokenHere = (): Language => (navigator.language.startsWith('ko') ? 'ko' : 'en');
