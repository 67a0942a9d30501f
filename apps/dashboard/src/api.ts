import type {
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
  LedgerBalance,
  MemoryStatsReply,
  MemoryVerifyReply,
  ModesReply,
  Problem,
  RunReply,
  RunsReply,
  SpendReply,
  SemanticCheck,
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
  const key = storedKey();
  const headers = new Headers(init.headers);
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  const response = await fetch(address, { ...init, headers });
  if (response.ok) return (await response.json()) as Reply;
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
