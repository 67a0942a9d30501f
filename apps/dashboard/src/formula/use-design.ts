import type { DesignRequest, FormulaJob, KeptFormula } from '@accord/contract';
import { useEffect, useRef, useState } from 'react';
import { cancelJob, designFormulas, followJob, listFormulas } from '../api.ts';

/** Where a search is. */
export type Search =
  | { readonly kind: 'none' }
  /** Undefined until the server has taken it. */
  | { readonly kind: 'searching'; readonly job: FormulaJob | undefined }
  | { readonly kind: 'ended'; readonly job: FormulaJob; readonly formulas: readonly KeptFormula[] }
  | { readonly kind: 'broken'; readonly failure: Error };

export interface Design {
  readonly search: Search;
  readonly begin: (request: DesignRequest) => void;
  /** Ends the search that is going on; what it has found is shown. */
  readonly stop: () => void;
  /** Shows an earlier one, or follows it if it is still going on. */
  readonly show: (job: FormulaJob) => void;
}

/** One search at a time: what is shown of another stops. Leaving the page leaves the search to the server. */
export function useDesign(): Design {
  const [search, setSearch] = useState<Search>({ kind: 'none' });
  const following = useRef<AbortController>(undefined);
  useEffect(() => () => following.current?.abort(), []);

  const follow = async (asked: () => Promise<FormulaJob>): Promise<void> => {
    following.current?.abort();
    const mine = new AbortController();
    following.current = mine;
    setSearch({ kind: 'searching', job: undefined });
    try {
      let job = await asked();
      if (!mine.signal.aborted) setSearch({ kind: 'searching', job });
      await followJob(job.id, mine.signal, (news) => {
        job = news;
        if (!mine.signal.aborted) setSearch({ kind: 'searching', job });
      });
      const { formulas } = await listFormulas(job.id, mine.signal);
      if (!mine.signal.aborted) setSearch({ kind: 'ended', job, formulas });
    } catch (error) {
      if (!mine.signal.aborted) setSearch({ kind: 'broken', failure: error as Error });
    }
  };

  return {
    search,
    begin: (request) => void follow(() => designFormulas(request)),
    stop() {
      if (search.kind !== 'searching' || search.job === undefined) return;
      cancelJob(search.job.id).catch((error: unknown) => {
        following.current?.abort();
        setSearch({ kind: 'broken', failure: error as Error });
      });
    },
    show: (job) => void follow(async () => job),
  };
}
