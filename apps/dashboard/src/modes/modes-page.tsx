import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readModes } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { ModeSheet } from './mode-sheet.tsx';

/** What each mode gives here, beside what the sources state. */
export function ModesPage(): ReactNode {
  const text = useText();
  const { modes, loading } = text.operations;
  const reply = useQuery({
    queryKey: ['modes'],
    queryFn: ({ signal }) => readModes(signal),
  });
  return (
    <main className="page operations" id="main" tabIndex={-1} lang={text.language}>
      <div>
        <h1>{modes.title}</h1>
        <p className="invitation">{modes.lead}</p>
      </div>
      {reply.error && <ProblemNotice failure={reply.error} retry={() => void reply.refetch()} />}
      {reply.isLoading && <p className="beside">{loading}</p>}
      {reply.data && (
        <div className="mode-sheets">
          {reply.data.modes.map((report) => (
            <ModeSheet key={report.mode} report={report} />
          ))}
        </div>
      )}
    </main>
  );
}
