import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { listJobs } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { Shelf } from '../shelf/shelf.tsx';
import { useText } from '../text/use-text.ts';
import { DesignForm } from './design-form.tsx';
import { EarlierSearches } from './earlier-searches.tsx';
import { Findings } from './findings.tsx';
import { SearchProgress } from './search-progress.tsx';
import { type Search, useDesign } from './use-design.ts';

/** From the wish to the batch sheet. */
export function FormulaPage(): ReactNode {
  const text = useText();
  const { title, lead } = text.formula;
  const { search, begin, stop, show } = useDesign();
  const client = useQueryClient();
  const jobs = useQuery({ queryKey: ['jobs'], queryFn: ({ signal }) => listJobs(signal) });
  useEffect(() => {
    if (search.kind === 'ended') void client.invalidateQueries({ queryKey: ['jobs'] });
  }, [search.kind, client]);
  return (
    <main className="page operations formula-page" id="main" tabIndex={-1} lang={text.language}>
      <div className="not-printed">
        <h1>{title}</h1>
        <p className="invitation">{lead}</p>
      </div>
      <div className="not-printed">
        <DesignForm busy={search.kind === 'searching'} begin={begin} stop={stop} />
        <Said search={search} retry={() => void jobs.refetch()} />
        {search.kind !== 'searching' && jobs.error !== null && search.kind !== 'broken' && (
          <ProblemNotice failure={jobs.error} retry={() => void jobs.refetch()} />
        )}
        {search.kind === 'none' && jobs.data && <EarlierSearches jobs={jobs.data.jobs} show={show} />}
        <Shelf />
      </div>
      {search.kind === 'ended' && search.job.error === null && (
        <Findings key={search.job.id} job={search.job} found={search.formulas} />
      )}
    </main>
  );
}

interface SaidProps {
  readonly search: Search;
  readonly retry: () => void;
}

/** What there is to say of a search while it goes on, or when it went wrong. */
function Said({ search, retry }: SaidProps): ReactNode {
  const text = useText();
  if (search.kind === 'broken') return <ProblemNotice failure={search.failure} retry={retry} />;
  if (search.kind === 'searching') return <SearchProgress job={search.job} />;
  if (search.kind === 'none' || search.job.error === null) return null;
  const { code, detail } = search.job.error;
  return (
    <div className="notice notice-fault" role="alert">
      <p className="notice-title">{text.problem.known[code] ?? text.formula.states.failed}</p>
      <p className="notice-detail" lang="en">
        {detail}
      </p>
      <dl className="notice-facts">
        <dt>{text.problem.code}</dt>
        <dd>
          <code>{code}</code>
        </dd>
      </dl>
    </div>
  );
}
