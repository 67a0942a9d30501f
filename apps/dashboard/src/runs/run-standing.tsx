import type { RunSummary } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

const LOOKS: Readonly<Record<RunSummary['state'], string>> = {
  open: 'health-degraded',
  finished: 'health-healthy',
  stopped: 'run-stopped',
  failed: 'health-unhealthy',
};

/** In which state a run is, with a sign that does not depend on colour. */
export function RunStanding({ run: { state } }: { readonly run: Pick<RunSummary, 'state'> }): ReactNode {
  const { runs: words } = useText();
  return <span className={`health ${LOOKS[state]}`}>{words.states[state]}</span>;
}
