import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { readShelf } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { ShelfTablePart } from './shelf-table-part.tsx';

/** What a person keeps for every formula: materials of their own, stock and prices. */
export function Shelf(): ReactNode {
  const words = useText().shelf;
  const materials = useQuery({
    queryKey: ['shelf', 'materials'],
    queryFn: ({ signal }) => readShelf('materials', signal),
  });
  const stock = useQuery({
    queryKey: ['shelf', 'stock'],
    queryFn: ({ signal }) => readShelf('stock', signal),
  });
  // Closed, it says nothing of a server that cannot be reached or asks for a key: the page does.
  const [open, setOpen] = useState(false);
  const failure = open ? (materials.error ?? stock.error) : null;
  const retry = (): void => {
    void materials.refetch();
    void stock.refetch();
  };
  return (
    <details className="shelf" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className="section-title">{words.title}</span>{' '}
        {materials.data && stock.data && (
          <span className="beside">{words.count(materials.data.rows.length, stock.data.rows.length)}</span>
        )}
      </summary>
      <p className="shelf-lead">{words.lead}</p>
      {failure && <ProblemNotice failure={failure} retry={retry} />}
      <div className="shelf-tables">
        {materials.data && <ShelfTablePart kept={materials.data} />}
        {stock.data && <ShelfTablePart kept={stock.data} />}
      </div>
    </details>
  );
}
