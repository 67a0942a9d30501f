import { useSyncExternalStore } from 'react';

export const VIEWS = ['brief', 'cache', 'modes', 'spend', 'memory', 'runs'] as const;
export type View = (typeof VIEWS)[number];

export const viewAddress = (view: View): string => (view === 'brief' ? '#/' : `#/${view}`);

/** Other fragments name a place in the brief. */
export const viewOf = (hash: string): View =>
  VIEWS.find((view) => view !== 'brief' && hash === viewAddress(view)) ?? 'brief';

/** The view that the address names, so that it can be linked to and the browser's back button works. */
export const useView = (): View => useSyncExternalStore(listen, () => viewOf(location.hash));

function listen(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
