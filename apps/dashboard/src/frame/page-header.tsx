import type { Language } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { LANGUAGES, type Preferences, THEMES, type Theme } from './preferences.ts';
import { Switch } from './switch.tsx';
import type { View } from './view.ts';
import { ViewLinks } from './view-links.tsx';

const OWN_NAME: Readonly<Record<Language, string>> = { ko: '한국어', en: 'English' };

const THEME_SIGN: Readonly<Record<Theme, ReactNode>> = {
  system: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 1.5v9a4.5 4.5 0 0 1 0-9Z" fillRule="evenodd" />,
  light: (
    <path d="M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM7.3 1h1.4v2.4H7.3V1Zm0 11.6h1.4V15H7.3v-2.4ZM1 7.3h2.4v1.4H1V7.3Zm11.6 0H15v1.4h-2.4V7.3ZM2.6 3.6l1-1 1.7 1.7-1 1-1.7-1.7Zm8.1 8.1 1-1 1.7 1.7-1 1-1.7-1.7Zm1.7-9.1 1 1-1.7 1.7-1-1 1.7-1.7Zm-8.1 8.1 1 1-1.7 1.7-1-1 1.7-1.7Z" />
  ),
  dark: <path d="M9.8 1.9A6.2 6.2 0 1 0 14.1 10 5.2 5.2 0 0 1 9.8 1.9Z" />,
};

interface PageHeaderProps extends Preferences {
  readonly view: View;
}

export function PageHeader({ theme, setTheme, language, setLanguage, view }: PageHeaderProps): ReactNode {
  const text = useText();
  return (
    <header className="page-header">
      <span className="wordmark">
        <svg viewBox="0 0 32 32" aria-hidden="true" className="wordmark-sign">
          <ellipse cx="16" cy="10" rx="6" ry="9" data-family="floral" />
          <ellipse cx="16" cy="10" rx="6" ry="9" data-family="green" transform="rotate(120 16 17)" />
          <ellipse cx="16" cy="10" rx="6" ry="9" data-family="citrus" transform="rotate(240 16 17)" />
        </svg>
        Accord
      </span>
      <ViewLinks view={view} />
      <div className="page-settings">
        <Switch
          name="language"
          legend={text.frame.language}
          choices={LANGUAGES}
          chosen={language}
          choose={setLanguage}
          show={(choice) => <span lang={choice}>{OWN_NAME[choice]}</span>}
        />
        <Switch
          name="theme"
          legend={text.frame.theme}
          choices={THEMES}
          chosen={theme}
          choose={setTheme}
          show={(choice) => (
            <>
              <svg viewBox="0 0 16 16" aria-hidden="true" className="switch-sign">
                {THEME_SIGN[choice]}
              </svg>
              <span className="unseen">{text.frame.themes[choice]}</span>
            </>
          )}
          hint={(choice) => text.frame.themes[choice]}
        />
      </div>
    </header>
  );
}
