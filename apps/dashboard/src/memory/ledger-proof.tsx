import type { MemoryVerifyReply } from '@accord/contract';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { verifyMemory } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';

/** Proves the ledger when a person asks for it: everything is opened for that. */
export function LedgerProof(): ReactNode {
  const { memory: words } = useText();
  const proof = useMutation({ mutationFn: () => verifyMemory() });
  return (
    <section aria-labelledby="proof-title">
      <h2 className="section-title" id="proof-title">
        {words.ledger}
      </h2>
      <p className="beside">{words.ledgerLead}</p>
      <button
        type="button"
        className="button proof-ask"
        disabled={proof.isPending}
        onClick={() => proof.mutate()}
      >
        {words.prove}
      </button>
      <div role="status">
        {proof.isPending && <p className="beside">{words.proving}</p>}
        {proof.data && <Proved report={proof.data} />}
      </div>
      {proof.error && <ProblemNotice failure={proof.error} retry={() => proof.mutate()} />}
    </section>
  );
}

function Proved({ report }: { readonly report: MemoryVerifyReply }): ReactNode {
  const { memory: words, language } = useText();
  const count = (value: number): string => value.toLocaleString(language);
  if (report.tenants.length === 0) return <p className="beside">{words.nothingToProve}</p>;
  return (
    <>
      <p className={report.holds ? 'health health-healthy' : 'health health-unhealthy'}>
        {report.holds ? words.holds : words.broken}
      </p>
      <dl className="facts books">
        {report.tenants.map(({ tenant, records, contents, events, findings }) => (
          <div key={tenant} className={findings.length > 0 ? 'concerning' : undefined}>
            <dt>
              <code>{tenant}</code>
            </dt>
            <dd>
              {words.proved(count(records), count(contents), count(events))}
              {findings.length > 0 && (
                <ul className="proof-findings" lang="en">
                  {findings.map((finding) => (
                    <li key={finding}>{finding}</li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
