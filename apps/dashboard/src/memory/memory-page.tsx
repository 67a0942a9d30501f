import type { MemoryStatsReply } from '@accord/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readMemoryStats } from '../api.ts';
import { bytes } from '../cache/figures.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { LedgerProof } from './ledger-proof.tsx';
import { MemoryTotals } from './memory-totals.tsx';
import { PortionTable } from './portion-table.tsx';

const EVERY_MS = 10_000;

/** What the tenant of the key remembers, and how small. */
export function MemoryPage(): ReactNode {
  const text = useText();
  const { memory: words } = text;
  const stats = useQuery({
    queryKey: ['memory'],
    queryFn: ({ signal }) => readMemoryStats(signal),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
  });
  return (
    <main className="page operations" id="main" tabIndex={-1} lang={text.language}>
      <div>
        <h1>{words.title}</h1>
        <p className="invitation">{words.lead}</p>
      </div>
      {stats.error && <ProblemNotice failure={stats.error} retry={() => void stats.refetch()} />}
      {stats.error && stats.data && <p className="beside">{text.operations.stale}</p>}
      {stats.isLoading && <p className="beside">{text.operations.loading}</p>}
      {stats.data?.records === 0 && (
        <div className="empty">
          <p className="section-title">{words.empty}</p>
          <p className="beside">{words.emptyDetail}</p>
        </div>
      )}
      {stats.data && stats.data.records > 0 && <Figures stats={stats.data} />}
      {stats.data && <LedgerProof />}
    </main>
  );
}

function Figures({ stats }: { readonly stats: MemoryStatsReply }): ReactNode {
  const text = useText();
  const { memory: words } = text;
  return (
    <>
      <MemoryTotals stats={stats} />
      <PortionTable
        title={words.classes}
        lead={words.classesLead}
        column={words.class}
        lines={stats.tiers.map((tier) => ({
          ...tier,
          id: `${tier.class} ${tier.tier}`,
          name: words.names[tier.class] ?? <code>{tier.class}</code>,
          about: words.tier[tier.tier],
        }))}
      />
      <div className="memory-pair">
        <PortionTable
          title={words.sizes}
          lead={words.sizesLead}
          column={words.size}
          lines={stats.sizes.map((size) => ({
            ...size,
            id: String(size.up_to_bytes),
            name:
              size.up_to_bytes === null
                ? words.larger
                : words.upTo(size.up_to_bytes.toLocaleString(text.language)),
          }))}
        />
        <PortionTable
          title={words.ages}
          lead={words.agesLead}
          column={words.age}
          lines={stats.ages.map((age) => ({
            ...age,
            id: String(age.from_days),
            name: words.ageFrom[age.from_days] ?? words.olderThan(String(age.from_days)),
          }))}
        />
      </div>
      <Dictionaries dictionaries={stats.dictionaries} />
    </>
  );
}

function Dictionaries({ dictionaries }: Pick<MemoryStatsReply, 'dictionaries'>): ReactNode {
  const text = useText();
  const { memory: words } = text;
  return (
    <section aria-labelledby="dictionaries-title">
      <h2 className="section-title" id="dictionaries-title">
        {words.dictionaries}
      </h2>
      {dictionaries.length === 0 ? (
        <p className="beside">{words.noDictionaries}</p>
      ) : (
        <dl className="facts books">
          {dictionaries.map(({ class: className, id, bytes: size }) => (
            <div key={`${className} ${id}`}>
              <dt>
                {words.names[className] ?? <code>{className}</code>}{' '}
                <span className="beside">{words.dictionary(String(id))}</span>
              </dt>
              <dd>{bytes(size, text)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
