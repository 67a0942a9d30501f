import type { Selector } from './level.ts';

/**
 * Carries invalidations to every process that shares a level. `announce` resolves only after each process that is
 * connected has removed what the selector names and acknowledged it, or has been found gone.
 */
export interface InvalidationBus {
  announce(selector: Selector): Promise<void>;
  /**
   * Called for each invalidation that another process announced; what it returns is awaited before the
   * acknowledgement. After a lost connection the invalidations missed meanwhile come first; when they are no longer
   * known, one `{ by: 'all' }` stands for them.
   */
  onAnnounced(receive: (selector: Selector) => Promise<void>): void;
  close(): Promise<void>;
}
