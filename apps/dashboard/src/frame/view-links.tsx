import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { type View, viewAddress, VIEWS } from './view.ts';

export function ViewLinks({ view }: { readonly view: View }): ReactNode {
  const { views } = useText().operations;
  return (
    <nav className="views" aria-label={views.label}>
      {VIEWS.map((name) => (
        <a key={name} href={viewAddress(name)} aria-current={name === view ? 'page' : undefined}>
          {views[name]}
        </a>
      ))}
    </nav>
  );
}
