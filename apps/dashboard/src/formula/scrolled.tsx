import type { ReactNode } from 'react';

interface ScrolledProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** What may be wider than the page, and is then scrolled by itself. */
export function Scrolled({ label, children }: ScrolledProps): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else the keyboard cannot scroll it
    <div className="scrolled" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
