import type { RunsReply } from '@accord/contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { readRun, readRuns } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { RunDetail } from './run-detail.tsx';
import { RunList } from './run-list.tsx';

const EVERY_MS = 2000;

/** Searches and trainings with their curves, as they go on; a hidden page asks nothing. */
export function RunsPage(): ReactNode {
  const text = useText();
  const { runs: words, operations } = text;
  const list = useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => readRuns(signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <main className="page operations" id="main" tabIndex={-1} lang={text.language}>
      <div>
        <h1>{words.title}</h1>
        <p className="invitation">{words.lead}</p>
      </div>
      {list.error && <ProblemNotice failure={list.error} retry={() => void list.refetch()} />}
      {list.error && list.data && <p className="beside">{operations.stale}</p>}
      {list.isLoading && <p className="beside">{operations.loading}</p>}
      {list.data && (list.data.kept === 0 ? <NoRuns /> : <Kept kept={list.data} />)}
    </main>
  );
}

function NoRuns(): ReactNode {
  const { runs: words } = useText();
  return (
    <div className="empty">
      <p className="section-title">{words.empty}</p>
      <p className="beside">{words.emptyDetail}</p>
      <code className="run-command">accord train cartpole</code>
      <code className="run-command">accord optimize zdt1</code>
    </div>
  );
}

function Kept({ kept }: { readonly kept: RunsReply }): ReactNode {
  const { language, runs: words } = useText();
  const [asked, ask] = useState<string>();
  const chosen = kept.runs.find(({ id }) => id === asked) ?? kept.runs[0];
  const older = kept.kept - kept.runs.length - kept.unreadable;
  return (
    <div className="runs">
      <section aria-labelledby="runs-title">
        <h2 className="section-title" id="runs-title">
          {words.list}
        </h2>
        <RunList runs={kept.runs} chosen={chosen?.id} choose={ask} />
        {older > 0 && <p className="beside">{words.older(older.toLocaleString(language))}</p>}
        {kept.unreadable > 0 && (
          <p className="beside">{words.unreadable(kept.unreadable.toLocaleString(language))}</p>
        )}
      </section>
      {chosen && <Chosen key={chosen.id} id={chosen.id} updatedAt={chosen.updated_at} />}
    </div>
  );
}

/** Read anew whenever the list says that the run was written to. */
function Chosen({ id, updatedAt }: { readonly id: string; readonly updatedAt: number }): ReactNode {
  const { operations } = useText();
  const run = useQuery({
    queryKey: ['run', id, updatedAt],
    queryFn: ({ signal }) => readRun(id, signal),
    placeholderData: (before) => before,
    gcTime: EVERY_MS,
  });
  return (
    <div>
      {run.error && <ProblemNotice failure={run.error} retry={() => void run.refetch()} />}
      {run.isLoading && <p className="beside">{operations.loading}</p>}
      {run.data && <RunDetail run={run.data} />}
    </div>
  );
}
