import type { LedgerBalance } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { exactMoney } from './money.ts';

/** The accounts of the ledger in pairs, and whether they come to nothing together. */
export function Books({ balance }: { readonly balance: LedgerBalance }): ReactNode {
  const { spend: words } = useText().operations;
  return (
    <section aria-labelledby="books-title">
      <div className="list-head">
        <h2 className="section-title" id="books-title">
          {words.books}
        </h2>
        <p className={balance.balanced ? 'health health-healthy' : 'health health-unhealthy'}>
          {balance.balanced ? words.balanced : words.unbalanced(exactMoney(balance.sum_usd))}
        </p>
      </div>
      <p className="beside">{words.booksLead}</p>
      <dl className="facts books">
        {balance.accounts.map(({ account, balance_usd: usd }) => (
          <div key={account}>
            <dt>
              {words.accounts[account].name} <span className="beside">{words.accounts[account].holds}</span>
            </dt>
            <dd>{exactMoney(usd)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
