import type { ReactNode } from 'react';
import { dollars } from '../cache/figures.ts';
import { milliseconds } from '../decision/milliseconds.ts';
import { useText } from '../text/use-text.ts';
import { QualityPicture } from './quality-picture.tsx';
import type { ModeReport } from './report.ts';

const MEASURE = 'accord eval briefs --mode all';

/** One mode: what it runs and suits, what was measured here, and, apart, what the sources state. */
export function ModeSheet({ report }: { readonly report: ModeReport }): ReactNode {
  const text = useText();
  const { modes } = text.operations;
  const title = `report-${report.mode}`;
  return (
    <section className="mode-sheet" aria-labelledby={title}>
      <h2 className="section-title" id={title}>
        {text.mode.names[report.mode]}
      </h2>
      <p className="beside">{text.mode.does[report.mode]}</p>
      <h3 className="eyebrow">{modes.roles}</h3>
      <ol className="role-chain">
        {report.roles.map((role) => (
          <li key={role}>{text.decision.roles[role]}</li>
        ))}
      </ol>
      <h3 className="eyebrow">{modes.recommended}</h3>
      <ul className="uses">
        {report.recommended_for.map((use) => (
          <li key={use}>{modes.uses[use]}</li>
        ))}
      </ul>
      <h3 className="eyebrow">{modes.evaluated}</h3>
      <Evaluated evaluated={report.evaluated} />
      <h3 className="eyebrow">{modes.live}</h3>
      <Live live={report.live} />
      <Stated expected={report.expected} />
    </section>
  );
}

function Evaluated({ evaluated }: Pick<ModeReport, 'evaluated'>): ReactNode {
  const text = useText();
  const { modes } = text.operations;
  if (evaluated === null) {
    return (
      <p className="unmeasured">
        {modes.unmeasured}. {modes.measureWith} <code>{MEASURE}</code>
      </p>
    );
  }
  const date = new Date(evaluated.measured_at).toLocaleDateString(text.language, { dateStyle: 'medium' });
  return (
    <div>
      <QualityPicture evaluated={evaluated} />
      <dl className="facts">
        <Fact name={modes.p50} value={milliseconds(evaluated.p50_ms)} />
        <Fact name={modes.p95} value={milliseconds(evaluated.p95_ms)} />
        <Fact name={modes.cost} value={dollars(evaluated.mean_cost_usd)} />
      </dl>
      <p className="beside">{modes.briefs(evaluated.briefs.toLocaleString(text.language), date)}</p>
    </div>
  );
}

function Live({ live }: Pick<ModeReport, 'live'>): ReactNode {
  const text = useText();
  const { modes } = text.operations;
  if (live.requests === 0) return <p className="unmeasured">{modes.noRequests}</p>;
  const time = (ms: number | null): string => (ms === null ? modes.unmeasured : milliseconds(ms));
  const { mean_cost_usd: cost, mean_output_tokens: tokens } = live;
  return (
    <div>
      <dl className="facts">
        <Fact name={modes.p50} value={time(live.p50_ms)} />
        <Fact name={modes.p95} value={time(live.p95_ms)} />
        <Fact name={modes.cost} value={cost === null ? modes.unmeasured : dollars(cost)} />
        <Fact
          name={modes.tokens}
          value={
            tokens === null
              ? modes.unmeasured
              : tokens.toLocaleString(text.language, { maximumFractionDigits: 0 })
          }
        />
      </dl>
      <p className="beside">{modes.requests(live.requests.toLocaleString(text.language))}</p>
    </div>
  );
}

function Stated({ expected }: Pick<ModeReport, 'expected'>): ReactNode {
  const { modes } = useText().operations;
  return (
    <div className="stated">
      <h3 className="eyebrow">{modes.sources}</h3>
      <dl className="facts">
        <Fact name={modes.latency} value={expected.latency} />
        <Fact name={modes.quality} value={expected.quality.toFixed(2)} />
        <Fact name={modes.cost} value={dollars(expected.cost_usd)} />
      </dl>
      <p className="beside">{modes.sourcesNote}</p>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
