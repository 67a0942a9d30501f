import { type ReactNode, useState } from 'react';
import { BriefPage } from './brief-page.tsx';
import { PageHeader } from './frame/page-header.tsx';
import { usePreferences } from './frame/preferences.ts';
import { dictionaries, TextContext } from './text/use-text.ts';

export function App(): ReactNode {
  const preferences = usePreferences();
  const text = dictionaries[preferences.language];
  const [page, setPage] = useState(0);
  return (
    <TextContext value={text}>
      <a className="skip" href="#main">
        {text.skip}
      </a>
      <PageHeader {...preferences} />
      <BriefPage key={page} startOver={() => setPage(page + 1)} />
      <footer className="page-footer">
        <a href="/docs">{text.frame.reference}</a>
        <a href="/openapi.json">{text.frame.specification}</a>
      </footer>
    </TextContext>
  );
}
