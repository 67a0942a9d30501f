import type {
  FormulaReport,
  FormulaVersions,
  KeptFormula,
  Language,
  PaperFormat,
  RatingRequest,
  VersionRequest,
} from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { BatchSize } from '../formula/batch.ts';
import { differencesOf } from '../formula/versions.ts';
import { differenceReply, formulaOfReply } from '../report/formula-report.ts';
import { featuresIn } from '../report/taste.ts';
import type { Shelves } from '../shelf/shelves.ts';
import type { LaboratoryDesk } from '../threads/laboratory-in-thread.ts';
import type { RatingTable, StoredRating } from './rating-table.ts';
import type { FormulaTable, StoredVersion } from './formula-table.ts';

/** Which formula of whom, at which version; the latest where none is named. */
export interface FormulaRef {
  readonly tenant: string;
  readonly id: string;
  readonly version: number | undefined;
}

export interface PaperOptions {
  readonly format: PaperFormat;
  readonly language: Language;
}

/** Formulas that are kept, each tenant's for itself. Replies are JSON, or the text that was asked for. */
export interface KeptFormulas {
  /** Keeps what a search found, and returns the ids. */
  keep(tenant: string, job: string, bodies: readonly string[]): Promise<readonly string[]>;
  /** @throws FORMULA_NOT_FOUND, as all below */
  read(ref: FormulaRef): Promise<string>;
  /** What a search found, or the latest. */
  list(tenant: string, job: string | undefined, limit: number): Promise<string>;
  versions(tenant: string, id: string): Promise<FormulaVersions>;
  /** Adds a version. What the request leaves out is as before. @throws what a check throws */
  revise(tenant: string, id: string, request: VersionRequest): Promise<string>;
  /** Keeps what a person says of a formula, and tells what is known of the taste by now. */
  rate(ref: FormulaRef, rating: Pick<RatingRequest, 'stars' | 'better_than'>): Promise<string>;
  /** What is known of the taste over what a search found; of nothing where it found nothing. */
  tasteOf(tenant: string, job: string): Promise<string>;
  /** All that was said by a tenant. */
  ratings(tenant: string): Promise<readonly StoredRating[]>;
  certificate(ref: FormulaRef, options: PaperOptions): Promise<string>;
  /** @throws FORMULA_BATCH_INVALID */
  batch(ref: FormulaRef, size: BatchSize, batches: number, options: PaperOptions): Promise<string>;
}

export interface KeptFormulasOptions {
  readonly table: () => Promise<FormulaTable>;
  readonly ratings: () => Promise<RatingTable>;
  readonly laboratory: LaboratoryDesk;
  readonly shelves: Pick<Shelves, 'of'>;
  readonly clock: Clock;
  readonly nextId: () => string;
  /** Formulas of each tenant. */
  readonly keep: number;
}

/** A taste is learnt from at most this many; older ones are forgotten. */
const MOST_RATINGS = 1000;

export function keptFormulas(options: KeptFormulasOptions): KeptFormulas {
  const { table, laboratory, shelves, clock, nextId } = options;
  const find = async ({ tenant, id, version }: FormulaRef): Promise<StoredVersion> => {
    const found = await (await table()).find(tenant, id, version);
    if (found === undefined) throw new AccordError(fragranceErrors.FORMULA_NOT_FOUND);
    return found;
  };
  const formulaIn = async (ref: FormulaRef) => reportIn(await find(ref)).formula;
  const tasteOf = async (tenant: string, job: string): Promise<string> => {
    const found = await (await table()).ofJob(tenant, job);
    return laboratory.ask({
      operation: 'taste',
      ratings: await (await options.ratings()).all(tenant),
      candidates: found.map((one) => ({ id: one.formula, features: featuresIn(reportIn(one)) })),
    });
  };

  return {
    async keep(tenant, job, bodies) {
      const createdAt = clock.now();
      const versions = bodies.map((body): StoredVersion => {
        return { formula: nextId(), version: 1, job, note: '', createdAt, body };
      });
      await (await table()).add(tenant, versions, options.keep);
      return versions.map(({ formula }) => formula);
    },
    read: async (ref) => keptText(await find(ref)),
    async list(tenant, job, limit) {
      const kept = await table();
      const found = job === undefined ? await kept.list(tenant, limit) : await kept.ofJob(tenant, job);
      return `{"formulas":[${found.map(keptText).join(',')}]}`;
    },
    async versions(tenant, id) {
      const found = await (await table()).versions(tenant, id);
      if (found.length === 0) throw new AccordError(fragranceErrors.FORMULA_NOT_FOUND);
      const reports = found.map(reportIn);
      return {
        id,
        versions: found.map(({ version, note, createdAt }, at) => {
          const { formula, law } = reports[at] as FormulaReport;
          const before = reports[at - 1]?.formula;
          return {
            version,
            note,
            created_at: createdAt,
            formula,
            passes: law.passes,
            differences:
              before === undefined
                ? []
                : differencesOf(formulaOfReply(before), formulaOfReply(formula)).map(differenceReply),
          };
        }),
      };
    },
    async revise(tenant, id, { formula, note = '' }) {
      const last = await find({ tenant, id, version: undefined });
      const { name, unit, concentrate, category } = reportIn(last).formula;
      const report = await laboratory.ask({
        operation: 'check',
        request: { formula: { name, unit, concentrate, category, ...formula } },
        shelf: await shelves.of(tenant),
      });
      const next: StoredVersion = {
        ...last,
        version: last.version + 1,
        note,
        createdAt: clock.now(),
        body: `{"report":${report},"design":null}`,
      };
      await (await table()).add(tenant, [next], options.keep);
      return keptText(next);
    },
    async rate(ref, { stars = 0, better_than: than }) {
      const { tenant } = ref;
      const rated = await find(ref);
      const said: StoredRating['said'] =
        than === undefined
          ? { kind: 'stars', stars }
          : {
              kind: 'better',
              than,
              features: featuresIn(reportIn(await find({ tenant, id: than, version: undefined }))),
            };
      const ratings = await options.ratings();
      await ratings.put(
        tenant,
        {
          formula: rated.formula,
          sitting: rated.job,
          features: featuresIn(reportIn(rated)),
          said,
          ratedAt: clock.now(),
        },
        MOST_RATINGS,
      );
      return tasteOf(tenant, rated.job);
    },
    tasteOf,
    ratings: async (tenant) => (await options.ratings()).all(tenant),
    certificate: async (ref, paper) =>
      laboratory.ask({
        operation: 'certify',
        formula: await formulaIn(ref),
        now: clock.now(),
        shelf: await shelves.of(ref.tenant),
        ...paper,
      }),
    batch: async (ref, size, batches, paper) =>
      laboratory.ask({
        operation: 'weigh',
        formula: await formulaIn(ref),
        size,
        batches,
        shelf: await shelves.of(ref.tenant),
        ...paper,
      }),
  };
}

/** A kept formula as JSON; what is kept of it already is. */
function keptText({ formula, version, job, note, createdAt, body }: StoredVersion): string {
  const head: Omit<KeptFormula, 'report' | 'design'> = {
    id: formula,
    version,
    job,
    note,
    created_at: createdAt,
  };
  return `${JSON.stringify(head).slice(0, -1)},${body.slice(1)}`;
}

const reportIn = ({ body }: StoredVersion): FormulaReport => (JSON.parse(body) as KeptFormula).report;
