import type {
  BatchSheetReply,
  BriefReply,
  BriefRequest,
  CacheClearRequest,
  CacheInvalidateRequest,
  CacheRemoved,
  CacheStats,
  CacheVerdictRequest,
  CacheVerify,
  CacheWarmReply,
  CacheWarmRequest,
  Decision,
  DesignRequest,
  FormulaJob,
  FormulaJobs,
  KeptFormula,
  KeptFormulas,
  LedgerBalance,
  MemoryStatsReply,
  MemoryVerifyReply,
  ModesReply,
  Problem,
  RunReply,
  RunsReply,
  SpendReply,
  RatingRequest,
  SemanticCheck,
  ShelfTable,
  ShelfTableName,
  Taste,
  VersionRequest,
} from '@accord/contract';
import { storedKey } from './key/stored-key.ts';

/** The server answered with problem details. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Reads a wish into a brief. Throws ProblemError, a TypeError when there is no server, or an AbortError. */
export function createBrief(request: BriefRequest, signal: AbortSignal): Promise<BriefReply> {
  return post<BriefReply>('/api/briefs', request, signal);
}

export const decisionAddress = (id: string): string => `/api/explain/${encodeURIComponent(id)}`;

export function readDecision(id: string, signal: AbortSignal): Promise<Decision> {
  return call<Decision>(decisionAddress(id), { signal });
}

export const readCacheStats = (signal: AbortSignal): Promise<CacheStats> =>
  call<CacheStats>('/api/cache/stats', { signal });

export const clearCache = (request: CacheClearRequest): Promise<CacheRemoved> =>
  post<CacheRemoved>('/api/cache/clear', request);

export const invalidateCache = (request: CacheInvalidateRequest): Promise<CacheRemoved> =>
  post<CacheRemoved>('/api/cache/invalidate', request);

export const warmCache = (request: CacheWarmRequest): Promise<CacheWarmReply> =>
  post<CacheWarmReply>('/api/cache/warm', request);

export const readCacheEvidence = (signal: AbortSignal): Promise<CacheVerify> =>
  call<CacheVerify>('/api/cache/verify', { signal });

export const judgeCheck = (request: CacheVerdictRequest): Promise<SemanticCheck> =>
  post<SemanticCheck>('/api/cache/verify', request);

export const readModes = (signal: AbortSignal): Promise<ModesReply> =>
  call<ModesReply>('/api/modes', { signal });

export const readLedgerBalance = (signal: AbortSignal): Promise<LedgerBalance> =>
  call<LedgerBalance>('/api/ledger/balance', { signal });

export const readSpend = (
  { by, from }: Pick<SpendReply, 'by' | 'from'>,
  signal: AbortSignal,
): Promise<SpendReply> =>
  call<SpendReply>(`/api/ledger/spend?${new URLSearchParams({ by, from })}`, { signal });

export const designFormulas = (request: DesignRequest): Promise<FormulaJob> =>
  post<FormulaJob>('/api/formulas', request);

export const listJobs = (signal: AbortSignal): Promise<FormulaJobs> =>
  call<FormulaJobs>('/api/formulas/jobs', { signal });

export const cancelJob = (job: string): Promise<FormulaJob> =>
  call<FormulaJob>(jobAddress(job), { method: 'DELETE' });

/** Tells of a search whenever something has become of it, until it has ended. */
export async function followJob(
  job: string,
  signal: AbortSignal,
  tell: (job: FormulaJob) => void,
): Promise<void> {
  const response = await answerOf(`${jobAddress(job)}/events`, { signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new TypeError('the events have no body');
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + value).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data !== undefined) tell(JSON.parse(data) as FormulaJob);
    }
  }
}

const jobAddress = (job: string): string => `/api/formulas/jobs/${encodeURIComponent(job)}`;
const formulaAddress = (id: string): string => `/api/formulas/${encodeURIComponent(id)}`;

export const listFormulas = (job: string, signal: AbortSignal): Promise<KeptFormulas> =>
  call<KeptFormulas>(`/api/formulas?${new URLSearchParams({ job })}`, { signal });

export const addVersion = (id: string, request: VersionRequest): Promise<KeptFormula> =>
  post<KeptFormula>(`${formulaAddress(id)}/versions`, request);

export const rateFormula = (id: string, request: RatingRequest): Promise<Taste> =>
  post<Taste>(`${formulaAddress(id)}/ratings`, request);

/** What is known of the taste over what a search found. */
export const readTaste = (job: string, signal: AbortSignal): Promise<Taste> =>
  call<Taste>(`${jobAddress(job)}/taste`, { signal });

const shelfAddress = (table: ShelfTableName, asked: Readonly<Record<string, string>> = {}): string =>
  `/api/shelf/${table}?${new URLSearchParams(asked)}`;

export const readShelf = (table: ShelfTableName, signal: AbortSignal): Promise<ShelfTable> =>
  call<ShelfTable>(shelfAddress(table), { signal });

/** A table as CSV, as it is or was at a revision. */
export async function readShelfCsv(table: ShelfTableName, revision?: number): Promise<Blob> {
  const asked = { format: 'csv', ...(revision !== undefined && { revision: String(revision) }) };
  return (await answerOf(shelfAddress(table, asked), {})).blob();
}

/** @param revision that the person saw: a shelf that was changed since is left as it is */
export const keepShelf = (table: ShelfTableName, csv: Blob, revision: number): Promise<ShelfTable> =>
  call<ShelfTable>(shelfAddress(table, { revision: String(revision) }), {
    method: 'PUT',
    headers: { 'content-type': 'text/csv' },
    body: csv,
  });

export const clearShelf = (table: ShelfTableName, revision: number): Promise<ShelfTable> =>
  call<ShelfTable>(shelfAddress(table, { revision: String(revision) }), { method: 'DELETE' });

export const readBatch = (
  { id, version, grams }: { readonly id: string; readonly version: number; readonly grams: string },
  signal: AbortSignal,
): Promise<BatchSheetReply> =>
  call<BatchSheetReply>(
    `${formulaAddress(id)}/batch?${new URLSearchParams({ grams, version: String(version) })}`,
    { signal },
  );

export const readRuns = (signal: AbortSignal): Promise<RunsReply> => call<RunsReply>('/api/runs', { signal });

export const readRun = (id: string, signal: AbortSignal): Promise<RunReply> =>
  call<RunReply>(`/api/runs/${encodeURIComponent(id)}`, { signal });
export const readMemoryStats = (signal: AbortSignal): Promise<MemoryStatsReply> =>
  call<MemoryStatsReply>('/api/v1/memory/stats', { signal });

export const verifyMemory = (): Promise<MemoryVerifyReply> =>
  call<MemoryVerifyReply>('/api/v1/memory/verify', {});

function post<Reply>(address: string, body: unknown, signal?: AbortSignal): Promise<Reply> {
  return call<Reply>(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

async function call<Reply>(address: string, init: RequestInit): Promise<Reply> {
  return (await (await answerOf(address, init)).json()) as Reply;
}

/** @throws ProblemError */
async function answerOf(address: string, init: RequestInit): Promise<Response> {
  const key = storedKey();
  const headers = new Headers(init.headers);
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  const response = await fetch(address, { ...init, headers });
  if (response.ok) return response;
  throw new ProblemError(await problemOf(response));
}

/** A proxy in between may answer with something else than problem details. */
async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return body;
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: response.statusText,
    instance: '',
    code: `HTTP_${response.status}`,
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'status' in body;
}
