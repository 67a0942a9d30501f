import {
  type Brief,
  type DesignRequest,
  designRequestSchema,
  jobListSchema,
  jobSchema,
  type Mode,
} from '@accord/contract';
import {
  type DomainResource,
  jsonFromValue,
  type OpenDomain,
  type ResourceEvent,
  type ResourceContext,
} from '@accord/runtime';
import { jobReply, orderText } from './job-order.ts';
import type { Jobs } from './jobs.ts';
import type { StoredJob } from './job-table.ts';

const JOBS = '/api/formulas/jobs';
const JOB = `${JOBS}/{job}`;
const PARAMETERS = { job: 'The id of the search' };
const JOB_REPLY = { description: 'The search', mediaType: 'application/json', schema: jobSchema };
const DEFAULT_SEED = 1;

/** Reads a wish into a brief. */
export type ReadBrief = (text: string, mode: Mode | undefined, context: ResourceContext) => Promise<Brief>;

/** Searches for formulas: asked for, followed, ended. */
export function jobResources(jobs: Jobs, readBrief: ReadBrief): NonNullable<OpenDomain['resources']> {
  const design: DomainResource<unknown, DesignRequest> = {
    method: 'POST',
    path: '/api/formulas',
    operationId: 'designFormulas',
    summary: 'Search formulas for a wish: lawful ones, none better than another in everything',
    body: {
      schema: designRequestSchema,
      example: { text: 'A quiet woody scent for autumn evenings, nothing powdery', preset: 'fast' },
    },
    reply: { ...JOB_REPLY, description: 'The search, which has its turn when one before it has ended' },
    status: 202,
    problems: [400, 413, 415, 429, 503],
    async handle({ body }, context) {
      const {
        text,
        mode,
        algorithm = 'nsga2',
        preset = 'balanced',
        taste = false,
        shelf = true,
        seed = DEFAULT_SEED,
      } = body;
      const brief = body.brief ?? (await readBrief(text ?? '', mode, context));
      const product = body.product ?? brief.product_category;
      const order = { wish: text ?? null, design: { brief, product, algorithm, preset, seed }, taste, shelf };
      const job = await jobs.submit(tenantOf(context), orderText(order));
      return { kind: 'json', document: jsonFromValue(jobReply(job)), location: `${JOBS}/${job.id}` };
    },
  };
  const list: DomainResource = {
    method: 'GET',
    path: JOBS,
    operationId: 'listFormulaJobs',
    summary: 'List the latest searches',
    reply: { description: 'The latest first', mediaType: 'application/json', schema: jobListSchema },
    problems: [503],
    async handle(_, context) {
      const found = await jobs.list(tenantOf(context));
      return { kind: 'json', document: jsonFromValue({ jobs: found.map(jobReply) }) };
    },
  };
  const read: DomainResource = {
    method: 'GET',
    path: JOB,
    operationId: 'readFormulaJob',
    summary: 'Read what has become of a search',
    parameters: PARAMETERS,
    reply: JOB_REPLY,
    problems: [404, 503],
    handle: async ({ parameters: { job = '' } }, context) => json(await jobs.find(tenantOf(context), job)),
  };
  const follow: DomainResource = {
    method: 'GET',
    path: `${JOB}/events`,
    operationId: 'followFormulaJob',
    summary: 'Follow a search by server-sent events until it has ended; each has the search as it is then',
    parameters: PARAMETERS,
    reply: { description: 'Events named by the state of the search', mediaType: 'text/event-stream' },
    problems: [404, 503],
    async handle({ parameters: { job = '' } }, context) {
      const tenant = tenantOf(context);
      await jobs.find(tenant, job);
      const signal = context.caller.signal?.() ?? new AbortController().signal;
      return { kind: 'events', events: eventsOf(jobs.watch(tenant, job, signal)) };
    },
  };
  const cancel: DomainResource = {
    method: 'DELETE',
    path: JOB,
    operationId: 'cancelFormulaJob',
    summary: 'End a search; what it has found until then is kept',
    parameters: PARAMETERS,
    reply: JOB_REPLY,
    problems: [404, 503],
    handle: async ({ parameters: { job = '' } }, context) => json(await jobs.cancel(tenantOf(context), job)),
  };
  return [design, list, read, follow, cancel];
}

const tenantOf = ({ caller }: ResourceContext): string => caller.account.tenant;

const json = (job: StoredJob) => ({ kind: 'json' as const, document: jsonFromValue(jobReply(job)) });

async function* eventsOf(news: AsyncIterable<StoredJob>): AsyncGenerator<ResourceEvent> {
  for await (const job of news) yield { event: job.state, data: jsonFromValue(jobReply(job)) };
}
