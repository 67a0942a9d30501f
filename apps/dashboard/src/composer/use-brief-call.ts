import type { BriefReply, BriefRequest, Problem } from '@accord/contract';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { createBrief, ProblemError } from '../api.ts';

export interface BriefCall {
  readonly send: (request: BriefRequest) => void;
  readonly cancel: () => void;
  readonly busy: boolean;
  readonly cancelled: boolean;
  readonly failure: Error | undefined;
  readonly problem: Problem | undefined;
}

/** One wish at a time: a newer one, a cancel or leaving the page aborts the one before it, down to the server. */
export function useBriefCall(answered: (reply: BriefReply, request: BriefRequest) => void): BriefCall {
  const running = useRef<AbortController>(undefined);
  const mutation = useMutation({
    mutationFn: (request: BriefRequest) => {
      running.current?.abort();
      running.current = new AbortController();
      return createBrief(request, running.current.signal);
    },
    onSuccess: answered,
  });
  useEffect(() => () => running.current?.abort(), []);
  const cancelled = mutation.error?.name === 'AbortError';
  const failure = cancelled ? undefined : (mutation.error ?? undefined);
  return {
    send: mutation.mutate,
    cancel: () => running.current?.abort(),
    busy: mutation.isPending,
    cancelled,
    failure,
    problem: failure instanceof ProblemError ? failure.problem : undefined,
  };
}
