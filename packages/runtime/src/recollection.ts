import type {
  MemoryFound,
  MemorySearchRequest,
  RecalledReply,
  RecallRequest,
  Remembered,
  RememberRequest,
} from '@accord/contract';

/** What the tenant of a request remembers. No parameter of it can name another tenant. */
export interface Recollection {
  remember(request: RememberRequest): Promise<Remembered>;
  /** @throws MEMORY_NOT_FOUND */
  recall(request: RecallRequest): Promise<RecalledReply>;
  search(request: MemorySearchRequest): Promise<MemoryFound>;
}
