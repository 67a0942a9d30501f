import type { ShelfTable } from '@accord/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { Scrolled } from '../formula/scrolled.tsx';
import { useText } from '../text/use-text.ts';
import { change, type ShelfChange } from './change.ts';
import { saveTable } from './save-table.ts';

const SHOWN = 50;

/** One table of the shelf: what is in it, and the ways in and out. A change can be undone, so nobody is asked twice. */
export function ShelfTablePart({ kept }: { readonly kept: ShelfTable }): ReactNode {
  const words = useText().shelf;
  const { table, rows, revision } = kept;
  const { title, lead } = words.tables[table];
  const client = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const changing = useMutation({
    mutationFn: async (what: ShelfChange) => change(table, revision, what),
    // Both have the revision of the shelf, which the next change is meant for; batches and costs rest on both.
    onSettled: async () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['shelf'] }),
        client.invalidateQueries({ queryKey: ['batch'] }),
      ]),
  });
  const saving = useMutation({ mutationFn: async () => saveTable(table) });
  const failure = changing.error ?? saving.error;
  const done = changing.isSuccess && changing.data.revision === revision ? changing.variables : undefined;
  return (
    <section aria-labelledby={`shelf-${table}`}>
      <h2 className="section-title" id={`shelf-${table}`}>
        {title}
      </h2>
      <p className="beside">{lead}</p>
      <div className="shelf-acts">
        <input
          ref={picker}
          type="file"
          accept=".csv,text/csv"
          hidden
          aria-label={words.uploadOf(title)}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) changing.mutate({ kind: 'upload', file });
            // Else the same file, corrected, would be no change.
            target.value = '';
          }}
        />
        <button
          type="button"
          className="button"
          aria-label={words.uploadOf(title)}
          disabled={changing.isPending}
          onClick={() => picker.current?.click()}
        >
          {words.upload}
        </button>
        <button
          type="button"
          className="button"
          aria-describedby={`shelf-${table}`}
          onClick={() => saving.mutate()}
        >
          {rows.length === 0 ? words.template : words.download}
        </button>
        {rows.length > 0 && (
          <button
            type="button"
            className="button"
            aria-describedby={`shelf-${table}`}
            disabled={changing.isPending}
            onClick={() => changing.mutate({ kind: 'clear' })}
          >
            {words.clear}
          </button>
        )}
      </div>
      {failure && (
        <ProblemNotice
          failure={failure}
          retry={() => void client.invalidateQueries({ queryKey: ['shelf'] })}
        />
      )}
      <p role="status" className="shelf-said">
        {done !== undefined && (
          <>
            {done.kind === 'undo' ? words.undone : words.kept(rows.length)}{' '}
            {changing.data !== undefined &&
              changing.data.ignored_columns.length > 0 &&
              words.ignored(changing.data.ignored_columns.join(', '))}{' '}
            {done.kind !== 'undo' && (
              <button type="button" className="button" onClick={() => changing.mutate({ kind: 'undo' })}>
                {words.undo}
              </button>
            )}
          </>
        )}
      </p>
      {rows.length === 0 ? (
        <p className="beside">{words.empty}</p>
      ) : (
        <Rows kept={kept} label={words.rowsOf(title)} />
      )}
    </section>
  );
}

const NUMBERS: ReadonlySet<string> = new Set([
  'molar_mass',
  'vapour_pressure_pa',
  'threshold_mg_m3',
  'usd_per_kg',
  'grams',
]);
const classOf = (column: string): string | undefined => (NUMBERS.has(column) ? 'shelf-number' : undefined);

/** The first rows; a column that none of them has anything in is left out. */
function Rows({ kept, label }: { readonly kept: ShelfTable; readonly label: string }): ReactNode {
  const words = useText().shelf;
  const shown = kept.rows.slice(0, SHOWN);
  const columns = kept.columns.filter((column) => shown.some((row) => (row[column] ?? '') !== ''));
  const [first = '', ...others] = columns;
  return (
    <>
      <Scrolled label={label}>
        <table className="plain-table shelf-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={classOf(column)}>
                  {words.columns[column] ?? column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows have nothing of their own, and never move
              <tr key={at}>
                <th scope="row">{row[first]}</th>
                {others.map((column) => (
                  <td key={column} className={classOf(column)}>
                    {row[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {kept.rows.length > SHOWN && <p className="beside">{words.more(kept.rows.length - SHOWN)}</p>}
    </>
  );
}
