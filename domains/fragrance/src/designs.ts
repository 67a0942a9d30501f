import { lazily } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import type { DomainHouse, OpenDomain } from '@accord/runtime';
import { orderOf } from './jobs/job-order.ts';
import { jobResources, type ReadBrief } from './jobs/job-resources.ts';
import { JOB_STEPS, jobTable } from './jobs/job-table.ts';
import { createJobs } from './jobs/jobs.ts';
import { FORMULA_STEPS, formulaTable } from './kept/formula-table.ts';
import { keptFormulas } from './kept/kept-formulas.ts';
import { RATING_STEPS, ratingTable } from './kept/rating-table.ts';
import { keptResources } from './kept/kept-resources.ts';
import { designKnobs } from './knobs.ts';
import type { Shelves } from './shelf/shelves.ts';
import { designerInThreads } from './threads/designer-in-threads.ts';
import type { LaboratoryDesk } from './threads/laboratory-in-thread.ts';

export interface DesignsOptions {
  readonly knobs: ResolvedKnobs;
  readonly house: DomainHouse;
  readonly laboratory: LaboratoryDesk;
  readonly shelves: Pick<Shelves, 'of'>;
  /** Of what is kept. */
  readonly nextId: () => string;
  readonly readBrief: ReadBrief;
}

/** From a wish to formulas that are kept: searches, and what they found. */
export function openDesigns(options: DesignsOptions): {
  readonly resources: NonNullable<OpenDomain['resources']>;
  close(): Promise<void>;
} {
  const { knobs, house, laboratory, shelves, nextId, readBrief } = options;
  const { clock, onFailure } = house;
  const settings = knobs.of(designKnobs);
  const designer = designerInThreads(clock);
  const formulas = keptFormulas({
    table: lazily(async () => {
      const sql = await house.sql();
      await sql.migrate('fragrance_formulas', FORMULA_STEPS);
      return formulaTable(sql);
    }).get,
    ratings: lazily(async () => {
      const sql = await house.sql();
      await sql.migrate('fragrance_ratings', RATING_STEPS);
      return ratingTable(sql);
    }).get,
    laboratory,
    shelves,
    clock,
    nextId,
    keep: settings.keep_formulas,
  });
  const jobs = createJobs({
    table: lazily(async () => {
      const sql = await house.sql();
      await sql.migrate('fragrance_jobs', JOB_STEPS);
      return jobTable(sql);
    }).get,
    async work(job, options) {
      const { design, taste, shelf } = orderOf(job);
      const order = {
        ...design,
        ratings: taste ? await formulas.ratings(job.tenant) : [],
        shelf: shelf ? await shelves.of(job.tenant) : undefined,
      };
      const found = await designer.design(order, options);
      return { outcome: found.outcome, formulas: await formulas.keep(job.tenant, job.id, found.formulas) };
    },
    clock,
    nextId,
    knobs: settings,
    onFailure,
  });
  return {
    resources: [...jobResources(jobs, readBrief), ...keptResources(formulas)],
    async close() {
      await jobs.close();
      await designer.close();
    },
  };
}
