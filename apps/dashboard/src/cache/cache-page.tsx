import type { CacheStats } from '@accord/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readCacheStats } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { CacheCare } from './cache-care.tsx';
import { CacheTotals } from './cache-totals.tsx';
import { LevelLadder } from './level-ladder.tsx';
import { SimilarSection } from './similar-section.tsx';

const EVERY_MS = 2000;

/** What the cache answers and saves, live while the page is looked at; a hidden page asks nothing. */
export function CachePage(): ReactNode {
  const text = useText();
  const { cache } = text.operations;
  const stats = useQuery({
    queryKey: ['cache'],
    queryFn: ({ signal }) => readCacheStats(signal),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
  });
  return (
    <main className="page operations" id="main" tabIndex={-1} lang={text.language}>
      <div>
        <h1>{cache.title}</h1>
        <p className="invitation">{cache.lead}</p>
      </div>
      {stats.error && <ProblemNotice failure={stats.error} retry={() => void stats.refetch()} />}
      {stats.error && stats.data && <p className="beside">{text.operations.stale}</p>}
      {stats.isLoading && <p className="beside">{text.operations.loading}</p>}
      {stats.data && <Figures stats={stats.data} live={!stats.error} />}
      {stats.data?.enabled === true && <SimilarSection />}
      {stats.data && <CacheCare />}
    </main>
  );
}

function Figures({ stats, live }: { readonly stats: CacheStats; readonly live: boolean }): ReactNode {
  const { cache } = useText().operations;
  return (
    <>
      {!stats.enabled && (
        <div className="notice notice-caution">
          <p className="notice-title">{cache.off}</p>
        </div>
      )}
      {stats.lookups === 0 ? (
        <div className="empty">
          <p className="section-title">{cache.empty}</p>
          <p className="beside">{cache.emptyDetail}</p>
        </div>
      ) : (
        <CacheTotals stats={stats} />
      )}
      <LevelLadder levels={stats.levels} live={live} />
    </>
  );
}
