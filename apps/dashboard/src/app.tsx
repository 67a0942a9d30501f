import { lazy, type MouseEvent, type ReactNode, Suspense, useEffect, useState } from 'react';
import { BriefPage } from './brief-page.tsx';
import { CachePage } from './cache/cache-page.tsx';
import { PageHeader } from './frame/page-header.tsx';
import { usePreferences } from './frame/preferences.ts';
import { useView } from './frame/view.ts';
import { KeyInUse } from './key/key-in-use.tsx';
import { MemoryPage } from './memory/memory-page.tsx';
import { ModesPage } from './modes/modes-page.tsx';
import { SpendPage } from './spend/spend-page.tsx';
import { dictionaries, TextContext } from './text/use-text.ts';

/** It draws with a library of its own, which no other view needs. */
const RunsPage = lazy(async () => ({ default: (await import('./runs/runs-page.tsx')).RunsPage }));

export function App(): ReactNode {
  const preferences = usePreferences();
  const text = dictionaries[preferences.language];
  const view = useView();
  const [page, setPage] = useState(0);
  const title = view === 'brief' ? 'Accord' : `${text.operations.views[view]} · Accord`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <TextContext value={text}>
      <a className="skip" href="#main" onClick={skip}>
        {text.skip}
      </a>
      <PageHeader {...preferences} view={view} />
      <BriefPage key={page} shown={view === 'brief'} startOver={() => setPage(page + 1)} />
      {view === 'cache' && <CachePage />}
      {view === 'modes' && <ModesPage />}
      {view === 'spend' && <SpendPage />}
      {view === 'runs' && (
        <Suspense fallback={<main className="page operations" id="main" tabIndex={-1} />}>
          <RunsPage />
        </Suspense>
      )}
      {view === 'memory' && <MemoryPage />}
      <footer className="page-footer">
        <a href="/docs">{text.frame.reference}</a>
        <a href="/openapi.json">{text.frame.specification}</a>
        <KeyInUse />
      </footer>
    </TextContext>
  );
}

/** The address names the view, so the jump must not change it. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
