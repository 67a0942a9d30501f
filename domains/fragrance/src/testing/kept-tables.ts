import type { SqlDatabase } from '@accord/storage';
import type { SqlPlace } from '@accord/storage/testing/sql-place';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOB_STEPS, jobTable, type StoredJob } from '../jobs/job-table.ts';
import { FORMULA_STEPS, formulaTable, type StoredVersion } from '../kept/formula-table.ts';
import { RATING_STEPS, ratingTable, type StoredRating } from '../kept/rating-table.ts';
import { SHELF_STEPS, shelfTables, type StoredShelf } from '../shelf/shelf-table.ts';

const job = (id: string, news: Partial<StoredJob> = {}): StoredJob => ({
  id,
  tenant: 'acme',
  state: 'queued',
  order: '{"wish":"장미 – rose"}',
  progress: null,
  error: null,
  outcome: null,
  formulas: [],
  createdAt: 1_700_000_000_000,
  startedAt: undefined,
  endedAt: undefined,
  aliveUntil: 1_700_000_015_000,
  ...news,
});

const version = (formula: string, news: Partial<StoredVersion> = {}): StoredVersion => ({
  formula,
  version: 1,
  job: 'j1',
  note: '',
  createdAt: 1_700_000_000_000,
  body: '{"report":"달먼지"}',
  ...news,
});

const rating = (formula: string, news: Partial<StoredRating> = {}): StoredRating => ({
  formula,
  sitting: 'j1',
  features: [0.1, -2.5e-7, 3],
  said: { kind: 'stars', stars: 4 },
  ratedAt: 1000,
  ...news,
});

const shelf = (revision: number, news: Partial<StoredShelf> = {}): StoredShelf => ({
  revision,
  key: `key-${revision}`,
  materials: 'name\n"달먼지, moon"\n',
  stock: '',
  keptAt: 1_700_000_000_000 + revision,
  ...news,
});

/** What the tables of searches, formulas, ratings and shelves must do on every database that they may be on. */
export function describeKeptTables(name: string, openPlace: () => Promise<SqlPlace>): void {
  let place: SqlPlace;
  const open: SqlDatabase[] = [];
  const connected = async (): Promise<SqlDatabase> => {
    const sql = await place.open();
    open.push(sql);
    return sql;
  };
  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(async () => {
    for (const sql of open.splice(0)) await sql.close();
    await place.remove();
  });

  describe(`on ${name}, searches`, () => {
    const openJobs = async () => {
      const sql = await connected();
      await sql.migrate('fragrance_jobs', JOB_STEPS);
      return jobTable(sql);
    };

    it('are kept as they are, each tenant’s for itself, for other processes', async () => {
      const jobs = await openJobs();
      const ended = job('a', {
        state: 'failed',
        progress: { share: 0.25, evaluations: 12, best: null },
        error: { code: 'X', detail: 'ü', remedy: 'r' },
        outcome: { evaluations: 1, stopped: true, unknown_notes: ['달'], required: [] },
        formulas: ['f1', 'f2'],
        startedAt: 5,
        endedAt: 9_007_199_254_740_991,
      });
      await jobs.put([ended, job('b'), job('c', { tenant: 'other' })]);
      const there = await openJobs();

      expect(await there.find('acme', 'a')).toEqual(ended);
      expect(await there.find('acme', 'c')).toBeUndefined();
      expect((await there.list('acme', 9)).map(({ id }) => id)).toEqual(['b', 'a']);
      expect((await there.list('acme', 1)).map(({ id }) => id)).toEqual(['b']);
    });

    it('go on until they have ended, and then stay as they are', async () => {
      const jobs = await openJobs();
      await jobs.put([job('a')]);
      await jobs.put([job('a', { state: 'running', startedAt: 1 })]);
      await jobs.put([job('a', { state: 'done', startedAt: 1, endedAt: 2, formulas: ['f'] })]);
      await jobs.put([job('a', { state: 'lost', endedAt: 3 })]);

      expect(await jobs.find('acme', 'a')).toMatchObject({ state: 'done', endedAt: 2, formulas: ['f'] });
    });

    it('are forgotten, the oldest first, but not while they go on', async () => {
      const jobs = await openJobs();
      const over = { state: 'done', endedAt: 1 } as const;
      await jobs.put([job('a'), job('b', over), job('c', over), job('d', { ...over, tenant: 'other' })]);
      await jobs.trim('acme', 1);

      expect((await jobs.list('acme', 9)).map(({ id }) => id)).toEqual(['c', 'a']);
      expect(await jobs.find('other', 'd')).toBeDefined();
    });
  });

  describe(`on ${name}, formulas`, () => {
    const openFormulas = async () => {
      const sql = await connected();
      await sql.migrate('fragrance_formulas', FORMULA_STEPS);
      return formulaTable(sql);
    };

    it('have versions that stay, of which the latest is read', async () => {
      const formulas = await openFormulas();
      const first = version('f1');
      await formulas.add('acme', [first, version('f2')], 10);
      const second = version('f1', { version: 2, note: '더 많이', body: '{}' });
      await formulas.add('acme', [second], 10);

      expect(await formulas.find('acme', 'f1')).toEqual(second);
      expect(await formulas.find('acme', 'f1', 1)).toEqual(first);
      expect(await formulas.versions('acme', 'f1')).toEqual([first, second]);
      expect(await formulas.find('other', 'f1')).toBeUndefined();
      expect(await formulas.versions('other', 'f1')).toEqual([]);
    });

    it('cannot have the same version twice: the first stays, and nothing else is added with the second', async () => {
      const formulas = await openFormulas();
      await formulas.add('acme', [version('f1')], 10);

      const again = formulas.add('acme', [version('f2'), version('f1', { body: '{"other":1}' })], 10);
      await expect(again).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      expect(await formulas.find('acme', 'f1')).toEqual(version('f1'));
      expect(await formulas.find('acme', 'f2')).toBeUndefined();
    });

    it('are listed by search and by age, and forgotten with all their versions', async () => {
      const formulas = await openFormulas();
      await formulas.add('acme', [version('f1'), version('f2')], 10);
      await formulas.add('acme', [version('f1', { version: 2 })], 10);
      await formulas.add('acme', [version('f3', { job: 'j2' })], 2);

      expect(await formulas.ofJob('acme', 'j1')).toEqual([version('f2')]);
      expect((await formulas.list('acme', 9)).map(({ formula }) => formula)).toEqual(['f3', 'f2']);
      expect(await formulas.versions('acme', 'f1')).toEqual([]);
    });
  });

  describe(`on ${name}, ratings`, () => {
    const openRatings = async () => {
      const sql = await connected();
      await sql.migrate('fragrance_ratings', RATING_STEPS);
      return ratingTable(sql);
    };

    it('are kept exactly, stars and pairs', async () => {
      const ratings = await openRatings();
      const pair = rating('f1', { said: { kind: 'better', than: 'f2', features: [1e-12] }, ratedAt: 1001 });
      await ratings.put('acme', rating('f1'), 10);
      await ratings.put('acme', pair, 10);

      expect(await ratings.all('acme')).toEqual([rating('f1'), pair]);
      expect(await ratings.all('other')).toEqual([]);
    });

    it('take the place of what was said before of the same, and leave the latest', async () => {
      const ratings = await openRatings();
      await ratings.put('acme', rating('f1'), 10);
      await ratings.put('acme', rating('f1', { said: { kind: 'stars', stars: 1 }, ratedAt: 2000 }), 10);
      await ratings.put('acme', rating('f2', { ratedAt: 1500 }), 10);
      await ratings.put('other', rating('f9', { ratedAt: 1 }), 10);
      await ratings.put('acme', rating('f3', { ratedAt: 3000 }), 2);

      expect((await ratings.all('acme')).map(({ formula, said }) => [formula, said])).toEqual([
        ['f1', { kind: 'stars', stars: 1 }],
        ['f3', { kind: 'stars', stars: 4 }],
      ]);
      expect(await ratings.all('other')).toHaveLength(1);
    });
  });

  describe(`on ${name}, shelves`, () => {
    const openShelves = async () => {
      const sql = await connected();
      await sql.migrate('fragrance_shelves', SHELF_STEPS);
      return shelfTables(sql);
    };

    it('have revisions that stay, of which the latest is read, each tenant’s for itself', async () => {
      const shelves = await openShelves();
      await shelves.add('acme', shelf(1), 10);
      await shelves.add('acme', shelf(2, { stock: 'material\nLinalool\n' }), 10);
      await shelves.add('other', shelf(1, { key: 'theirs' }), 10);
      const there = await openShelves();

      expect(await there.find('acme')).toEqual(shelf(2, { stock: 'material\nLinalool\n' }));
      expect(await there.find('acme', 1)).toEqual(shelf(1));
      expect(await there.find('other')).toMatchObject({ key: 'theirs', revision: 1 });
      expect(await there.find('nobody')).toBeUndefined();
    });

    it('are changed by one of those who change them at the same time', async () => {
      const [here, there] = [await openShelves(), await openShelves()];
      await Promise.all([
        here.add('acme', shelf(1, { key: 'mine' }), 10),
        there.add('acme', shelf(1, { key: 'theirs' }), 10),
      ]);

      const found = await here.find('acme', 1);
      expect(['mine', 'theirs']).toContain(found?.key);
      await there.add('acme', shelf(1, { key: 'late' }), 10);
      expect(await there.find('acme')).toEqual(found);
    });

    it('forget their oldest revisions', async () => {
      const shelves = await openShelves();
      for (const revision of [1, 2, 3, 4]) await shelves.add('acme', shelf(revision), 2);

      expect(await shelves.find('acme', 2)).toBeUndefined();
      expect(await shelves.find('acme', 3)).toEqual(shelf(3));
      expect(await shelves.find('acme')).toEqual(shelf(4));
    });
  });
}
