import type { Decision } from '@accord/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { readDecision } from '../api.ts';

/** The kept record of a decision; it never changes. */
export function useDecision(id: string): UseQueryResult<Decision> {
  return useQuery({
    queryKey: ['decision', id],
    queryFn: ({ signal }) => readDecision(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
