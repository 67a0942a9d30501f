import type { SpendReply } from '@accord/contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { readLedgerBalance, readSpend } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { percent } from '../decision/sentences.ts';
import { Switch } from '../frame/switch.tsx';
import { useText } from '../text/use-text.ts';
import { Books } from './books.tsx';
import { dayBefore, today } from './days.ts';
import { exactMoney, money } from './money.ts';
import { SpendDays } from './spend-days.tsx';
import { SpendTable } from './spend-table.tsx';

const STRETCHES = ['7', '30', '90'] as const;

/** What was spent by key, model and day, and the balance of the books. */
export function SpendPage(): ReactNode {
  const text = useText();
  const { spend: words, loading, stale } = text.operations;
  const [stretch, setStretch] = useState<(typeof STRETCHES)[number]>('30');
  const from = dayBefore(today(), Number(stretch) - 1);
  const read = (by: SpendReply['by']) => ({
    queryKey: ['spend', by, from],
    queryFn: ({ signal }: { signal: AbortSignal }) => readSpend({ by, from }, signal),
  });
  const days = useQuery(read('day'));
  const keys = useQuery(read('key'));
  const models = useQuery(read('model'));
  const balance = useQuery({
    queryKey: ['balance'],
    queryFn: ({ signal }) => readLedgerBalance(signal),
  });
  const all = [days, keys, models, balance];
  const failure = all.find(({ error }) => error)?.error;
  const retry = (): void => {
    for (const query of all) void query.refetch();
  };
  return (
    <main className="page operations" id="main" tabIndex={-1} lang={text.language}>
      <div>
        <h1>{words.title}</h1>
        <p className="invitation">{words.lead}</p>
      </div>
      {failure && <ProblemNotice failure={failure} retry={retry} />}
      {failure && days.data && <p className="beside">{stale}</p>}
      {days.isLoading && <p className="beside">{loading}</p>}
      {days.data && (
        <div className="spend-stretch">
          <Switch
            name="stretch"
            legend={words.stretch}
            choices={STRETCHES}
            chosen={stretch}
            choose={setStretch}
            show={(choice) => words.lastDays(choice)}
          />
          <Totals spend={days.data} />
        </div>
      )}
      {days.data && days.data.total.calls > 0 && (
        <>
          <SpendDays spend={days.data} />
          {keys.data && (
            <SpendTable
              title={words.byKey}
              column={words.key}
              spend={keys.data}
              name={({ name, label, tenant }) =>
                name === '' ? words.keyless : <KeyName name={name} label={label} tenant={tenant} />
              }
            />
          )}
          {models.data && (
            <SpendTable
              title={words.byModel}
              column={words.model}
              spend={models.data}
              name={({ name }) => name || words.noModel}
            />
          )}
          <details className="spend-days-table">
            <summary>{words.everyDay}</summary>
            <SpendTable title={words.byDay} column={words.day} spend={days.data} name={({ name }) => name} />
          </details>
        </>
      )}
      {balance.data && <Books balance={balance.data} />}
    </main>
  );
}

interface KeyNameProps {
  readonly name: string;
  readonly label: string | null;
  readonly tenant: string | null;
}

function KeyName({ name, label, tenant }: KeyNameProps): ReactNode {
  const { spend: words } = useText().operations;
  return (
    <>
      {label ?? <code>{name}</code>}
      {tenant !== null && <span className="beside"> {words.of(tenant)}</span>}
    </>
  );
}

function Totals({ spend }: { readonly spend: SpendReply }): ReactNode {
  const text = useText();
  const { spend: words } = text.operations;
  const { total } = spend;
  const count = (value: number): string => value.toLocaleString(text.language);
  if (total.calls === 0) {
    return (
      <div className="empty">
        <p className="section-title">{words.empty}</p>
        <p className="beside">{words.emptyDetail}</p>
      </div>
    );
  }
  return (
    <dl className="headline-figures">
      <div className="headline-first">
        <dt>{words.spent}</dt>
        <dd>
          <span className="headline" title={exactMoney(total.cost_usd)}>
            {money(total.cost_usd)}
          </span>
        </dd>
      </div>
      <div>
        <dt>{words.calls}</dt>
        <dd className="headline">{count(total.calls)}</dd>
      </div>
      <div>
        <dt>{words.fromCache}</dt>
        <dd>
          <span className="headline">{percent(total.cached_calls / total.calls, text.language)}</span>
          <span className="beside">{words.atNoCost}</span>
        </dd>
      </div>
      <div className={total.estimated_calls > 0 ? 'concerning' : undefined}>
        <dt>{words.guessed}</dt>
        <dd>
          <span className="headline">{count(total.estimated_calls)}</span>
          <span className="beside">{words.guessedDetail}</span>
        </dd>
      </div>
    </dl>
  );
}
