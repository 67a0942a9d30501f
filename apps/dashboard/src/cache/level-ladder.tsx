import type { CacheLevelName, CacheStats } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';
import { bytes } from './figures.ts';

type LevelStats = CacheStats['levels'][number];

const LEVELS: readonly CacheLevelName[] = ['memory', 'sqlite', 'redis'];

interface LevelLadderProps {
  readonly levels: readonly LevelStats[];
  /** Whether the figures are the present ones. */
  readonly live: boolean;
}

/** The levels as a request goes down them, nearest first. */
export function LevelLadder({ levels, live }: LevelLadderProps): ReactNode {
  const { cache } = useText().operations;
  return (
    <section className="ladder-section" aria-labelledby="ladder-title">
      <div className="list-head">
        <h2 className="section-title" id="ladder-title">
          {cache.levels}
        </h2>
        {live && <p className="live">{cache.live}</p>}
      </div>
      <ol className="ladder">
        {LEVELS.map((name, index) => (
          <Rung
            key={name}
            name={name}
            place={`L${index + 1}`}
            stats={levels.find(({ level }) => level === name)}
          />
        ))}
      </ol>
    </section>
  );
}

interface RungProps {
  readonly name: CacheLevelName;
  readonly place: string;
  readonly stats: LevelStats | undefined;
}

function Rung({ name, place, stats }: RungProps): ReactNode {
  const { cache } = useText().operations;
  return (
    <li className={stats ? 'rung' : 'rung rung-absent'} data-level={name}>
      <div className="rung-name">
        <span className="rung-place">{place}</span>
        <h3>{cache.level[name].name}</h3>
        <span className="beside">{cache.level[name].does}</span>
      </div>
      {stats ? <RungFigures stats={stats} /> : <Absent name={name} />}
    </li>
  );
}

function Absent({ name }: { readonly name: CacheLevelName }): ReactNode {
  const { cache } = useText().operations;
  return (
    <p className="rung-absence">
      {cache.absent}.{' '}
      {name === 'redis' && (
        <>
          {cache.setRedis} <code>ACCORD_CACHE_REDIS_URL</code>
        </>
      )}
    </p>
  );
}

const SHOWN = ['hits', 'misses', 'stale_hits', 'corrupt', 'skipped', 'invalidated'] as const;

function RungFigures({ stats }: { readonly stats: LevelStats }): ReactNode {
  const text = useText();
  const { cache } = text.operations;
  const count = (value: number | null): string => value?.toLocaleString(text.language) ?? cache.unknown;
  const { health, hit_rate } = stats;
  return (
    <>
      <div className="rung-health">
        <p className={`health health-${health.status.toLowerCase()}`}>{cache.health[health.status]}</p>
        {health.status !== 'HEALTHY' && (
          <p className="beside" lang="en">
            {health.detail}
          </p>
        )}
      </div>
      <div className="rung-rate">
        <p>
          {hit_rate !== null && <span className="rate">{percent(hit_rate, text.language)} </span>}
          <span className="beside">{hit_rate === null ? cache.noLookups : cache.hitRate}</span>
        </p>
        <span className="bar" style={{ '--value': hit_rate ?? 0 } as CSSProperties} />
      </div>
      <dl className="small-figures">
        <div>
          <dt>{cache.level_figures.entries}</dt>
          <dd>{count(stats.entries)}</dd>
        </div>
        <div>
          <dt>{cache.level_figures.bytes}</dt>
          <dd>{stats.bytes === null ? cache.unknown : bytes(stats.bytes, text)}</dd>
        </div>
        {SHOWN.map((name) => (
          <div key={name} className={concerning(name, stats) ? 'concerning' : undefined}>
            <dt>{cache.level_figures[name]}</dt>
            <dd>{count(stats[name])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const concerning = (name: (typeof SHOWN)[number], stats: LevelStats): boolean =>
  (name === 'corrupt' || name === 'skipped') && stats[name] > 0;
