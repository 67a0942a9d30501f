import { z } from 'zod';

const count = z.int().min(0);
const moment = z.int().min(0).describe('Milliseconds since the Unix epoch');

/** What a run is kept of: a search or a training, by the command that makes it. */
export const RUN_KINDS = ['optimize', 'train'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

const RUN_STATES = ['open', 'finished', 'stopped', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Most runs that are listed at once, and most points of a curve that are sent at once. */
const RUNS_LIMIT = 200;
const POINTS_LIMIT = 2000;

/** A number in the query of an address. */
const upTo = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

export const runsQuerySchema = z
  .strictObject({ limit: upTo(RUNS_LIMIT, 50).describe(`How many runs, at most ${RUNS_LIMIT}`) })
  .meta({ id: 'RunsQuery' });
export type RunsQuery = z.infer<typeof runsQuerySchema>;

export const runQuerySchema = z
  .strictObject({
    points: upTo(POINTS_LIMIT, 500).describe(
      `To how many points the curves are thinned out, at most ${POINTS_LIMIT}`,
    ),
  })
  .meta({ id: 'RunQuery' });
export type RunQuery = z.infer<typeof runQuerySchema>;

const summaryFields = {
  id: z.string(),
  what: z.enum(RUN_KINDS).describe('optimize: a search. train: the training of a policy'),
  name: z.string().describe('The problem or the environment'),
  method: z.string().describe('Such as ga, nsga2, ppo'),
  preset: z.string().nullable(),
  seed: count.nullable(),
  state: z
    .enum(RUN_STATES)
    .describe(
      'open: no end was written; it is under way, or its process was killed. stopped: by a person or by its time, to be resumed',
    ),
  code: z.string().nullable().describe('Of the error that ended it, where one did'),
  step: count.describe('How far it has come: evaluations of a search, environment steps of a training'),
  budget: count.nullable().describe('How far it goes'),
  started_at: moment,
  updated_at: moment.describe('When its log was last written to'),
};

const runSummarySchema = z.strictObject(summaryFields).meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runsReplySchema = z
  .strictObject({
    runs: z.array(runSummarySchema).max(RUNS_LIMIT).describe('The newest first'),
    kept: count.describe('How many are kept in all'),
    unreadable: count.describe('How many of those looked at have no log that can be read'),
  })
  .meta({ id: 'Runs' });
export type RunsReply = z.infer<typeof runsReplySchema>;

const curveSchema = z.strictObject({
  name: z.string().describe('Such as reward, entropy, kl, best, hypervolume'),
  values: z
    .array(z.number().nullable())
    .max(POINTS_LIMIT)
    .describe('One for each of the steps; null where there was none'),
});

export const runReplySchema = z
  .strictObject({
    ...summaryFields,
    parameters: z.record(z.string(), z.unknown()).describe('All settings that it was made with'),
    steps: z.array(count).max(POINTS_LIMIT).describe('Where the points of the curves are'),
    curves: z.array(curveSchema),
    rollbacks: z
      .array(z.strictObject({ step: count, reason: z.string() }))
      .max(POINTS_LIMIT)
      .describe('Where a training went back to an earlier state; the latest'),
  })
  .meta({ id: 'Run' });
export type RunReply = z.infer<typeof runReplySchema>;
