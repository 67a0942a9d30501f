import { AccordError } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type Client, Pool, type PoolClient, types } from 'pg';
import { storageErrors } from '../errors.ts';
import type { postgresKnobs } from '../knobs.ts';
import type { RowWrite, SqlDatabase, SqlRow, SqlStep, SqlTypes } from '../sql-database.ts';
import type { SqlValue } from '../writer-message.ts';
import { insertOf, numbered } from './postgres/statement.ts';

const TYPES: SqlTypes = { int64: 'BIGINT', bytes: 'BYTEA', keyed: '', plain: '' };

export interface PostgresSqlOptions {
  readonly knobs: KnobValues<typeof postgresKnobs>;
  /** Of a connection that was idle; the next use makes another. */
  readonly onFailure: (error: unknown) => void;
}

/** Rows of one statement at once, so that the parameters stay under the protocol's 65,535. */
const PARAMETERS_LIMIT = 60_000;

/** Any two rooms, and any two processes, take turns: the number means nothing else. */
const MIGRATION_LOCK = 6_110_317;

const WHOLE_NUMBERS: ReadonlySet<number> = new Set([
  types.builtins.INT2,
  types.builtins.INT4,
  types.builtins.INT8,
]);

/**
 * Opens a pool of connections; none is made before the first use.
 *
 * @throws STORAGE_URL_INVALID
 */
export function postgresSql({ knobs, onFailure }: PostgresSqlOptions): SqlDatabase {
  const pool = new Pool({
    connectionString: checkedUrl(knobs.url),
    min: knobs.pool_min,
    max: Math.max(knobs.pool_min, knobs.pool_max),
    connectionTimeoutMillis: knobs.connect_timeout_ms,
    statement_timeout: knobs.statement_timeout_ms,
    query_timeout: knobs.statement_timeout_ms,
    application_name: 'accord',
    types: { getTypeParser: parserOf },
  });
  pool.on('error', onFailure);

  const inTransaction = async (work: (client: PoolClient) => Promise<void>): Promise<void> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    // The pool listens to idle connections only: without a listener, one lost here would end the process.
    const onLost = (error: Error): void => {
      broken = error;
    };
    client.on('error', onLost);
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      // A connection whose state is not known is not used again.
      await client.query('ROLLBACK').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      });
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(broken);
    }
  };

  return {
    dialect: 'postgres',
    async all(sql, parameters) {
      try {
        const { rows } = await pool.query<SqlRow>(numbered(sql), [...parameters]);
        return rows;
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    async write(writes) {
      try {
        await inTransaction(async (client) => {
          for (const write of writes) await runWrite(client, write);
        });
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    async migrate(room, steps) {
      try {
        await inTransaction(async (client) => migrateRoom(client, room, steps));
        await warm(pool, knobs.pool_min);
      } catch (cause) {
        if (cause instanceof AccordError) throw cause;
        if (isAboutConnecting(cause)) throw unavailable(cause);
        throw new AccordError(storageErrors.STORAGE_MIGRATION_FAILED, {
          detail: `The tables of ${room} could not be brought up to date: ${String(cause)}`,
          cause,
        });
      }
    },
    close: async () => pool.end(),
  };
}

async function runWrite(client: PoolClient, { sql, rows }: RowWrite): Promise<void> {
  const insert = insertOf(sql);
  if (insert === undefined) {
    for (const row of rows) await client.query(numbered(sql), [...row]);
    return;
  }
  const atOnce = Math.floor(PARAMETERS_LIMIT / insert.width);
  for (let at = 0; at < rows.length; at += atOnce) {
    const some: readonly (readonly SqlValue[])[] = rows.slice(at, at + atOnce);
    await client.query(insert.of(some.length), some.flat());
  }
}

async function migrateRoom(client: PoolClient, room: string, steps: readonly SqlStep[]): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    'CREATE TABLE IF NOT EXISTS accord_schema (room TEXT PRIMARY KEY, version BIGINT NOT NULL)',
  );
  const { rows } = await client.query<SqlRow>('SELECT version FROM accord_schema WHERE room = $1', [room]);
  const version = Number(rows[0]?.['version'] ?? 0);
  if (version > steps.length) {
    throw new AccordError(storageErrors.STORAGE_NEWER_SCHEMA, {
      detail: `The tables of ${room} are at version ${version}; this version of Accord knows up to ${steps.length}`,
    });
  }
  for (const step of steps.slice(version)) await client.query(step(TYPES));
  await client.query(
    `INSERT INTO accord_schema (room, version) VALUES ($1, $2)
     ON CONFLICT (room) DO UPDATE SET version = excluded.version`,
    [room, steps.length],
  );
}

/** The first requests find connections that are made. */
async function warm(pool: Pool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, async () => pool.connect()));
  for (const client of clients) client.release();
}

type TypeParser = (text: string) => unknown;

function parserOf(...[oid, format]: Parameters<Client['getTypeParser']>): TypeParser {
  return WHOLE_NUMBERS.has(oid) ? BigInt : (types.getTypeParser(oid, format) as TypeParser);
}

/** Checked here, because the error of the library would repeat the password. */
function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return url;
  throw new AccordError(storageErrors.STORAGE_URL_INVALID, { field: 'storage.postgres.url' });
}

const CONNECTING = /^(ECONN|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EAI_|28|08|3D000|57P)/;

function isAboutConnecting(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const { code = '' } = cause as NodeJS.ErrnoException;
  return CONNECTING.test(code) || /timeout|terminated/i.test(cause.message);
}

function unavailable(cause: unknown): AccordError {
  if (cause instanceof AccordError) return cause;
  return new AccordError(storageErrors.STORAGE_UNAVAILABLE, {
    detail: `PostgreSQL did not answer: ${reasonOf(cause)}`,
    cause,
  });
}

/** Several addresses that all refuse come as one error without a message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
